import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../test/helpers/index.ts';
import { startHttp } from '../../test/helpers/servers.ts';
import { createBbbClient } from '../bbb/client.ts';
import { meetingEnded } from './news.ts';
import { server } from './testing.ts';

const NOW = 1_795_000_000_000;
const MINUTE = 60_000;

const found = (fields: string) => `<response><returncode>SUCCESS</returncode>${fields}</response>`;
const GONE = '<response><returncode>FAILED</returncode><messageKey>notFound</messageKey></response>';

interface Case {
  /** What bbb1 says of the meeting; undefined: nothing, nobody listens there. */
  readonly reply?: string | undefined;
  /** Milliseconds since the last create. */
  readonly placedAgo?: number;
  /** The server of the record; undefined: there is none. */
  readonly on?: string | undefined;
  /** What bbb1's word says of itself. */
  readonly createdAt?: number;
}

/** What comes of bbb1's word that it ended a meeting. */
async function said(given: Case) {
  const { reply = GONE, placedAgo = 30 * MINUTE, on, createdAt } = { reply: GONE, on: 'bbb1', ...given };
  const seen = { asked: 0, forgotten: [] as unknown[], looks: [] as string[] };
  const listening = await startHttp((_, response) => {
    seen.asked += 1;
    response.end(reply);
  });
  const port = 'reply' in given && given.reply === undefined ? await freePort() : listening.port;
  const client = createBbbClient({
    ...{ hash: 'SHA256', connectTimeoutMs: 5000, responseTimeoutMs: 5000, keepAliveMs: 1000 },
  });
  onTestFinished(() => client.close());
  const home = server('bbb1', { url: `http://127.0.0.1:${port}/bigbluebutton/api` });
  const meeting = {
    id: 'room',
    serverId: on ?? '',
    moderatorPw: '',
    voiceBridge: undefined,
    tenantId: undefined,
  };
  const record = { meeting, placedAgo, expiresIn: 30 * MINUTE };
  const deps = {
    servers: { find: async () => home },
    meetings: {
      find: async () => (on === undefined ? [] : [record]),
      forget: async (...args: readonly unknown[]) => seen.forgotten.push(args.slice(0, 2)) > 0,
    },
    tenants: { find: async () => undefined },
    watch: { look: (id: string) => void seen.looks.push(id) },
    ...{ client, now: () => NOW },
    config: {
      ...{ connectTimeoutMs: 5000, responseTimeoutMs: 10_000 },
      ...{ maxMeetings: 0, maxUsers: 0, maxMeetingDuration: 0 },
    },
  };
  const ended = { meetingId: 'room', serverId: 'bbb1', ...(createdAt !== undefined && { createdAt }) };
  return { went: await meetingEnded(deps, ended), ...seen };
}

describe('the word of a server that a meeting is over', () => {
  it.each([
    ['has it no more', GONE],
    ['lists it as one that has ended', found('<endTime>1795000000000</endTime>')],
    [
      'lists it as one that was ended',
      found('<endTime>0</endTime><hasBeenForciblyEnded>true</hasBeenForciblyEnded>'),
    ],
  ])('is believed when the server %s', async (_, reply) => {
    const { went, forgotten, looks } = await said({ reply });
    expect([went, forgotten, looks]).toEqual([true, [['room', 'bbb1']], ['bbb1']]);
  });

  it.each([
    ['still has it', found('<endTime>0</endTime><hasBeenForciblyEnded>false</hasBeenForciblyEnded>')],
    [
      'refuses to say',
      '<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>',
    ],
    ['says nothing that can be read', 'oops'],
    ['does not answer', undefined],
  ])('makes us look when the server %s, no more', async (_, reply) => {
    const { went, forgotten, looks } = await said({ reply });
    expect([went, forgotten, looks]).toEqual([false, [], ['bbb1']]);
  });

  it.each(['bbb2', undefined])('says nothing of a record on %s', async (on) => {
    expect(await said({ on })).toEqual({ went: false, asked: 0, forgotten: [], looks: ['bbb1'] });
  });

  it('says nothing of a meeting whose create may be on its way, unless it is of that create', async () => {
    const placedAgo = 15_000;
    expect((await said({ placedAgo })).went).toBe(false);
    expect((await said({ placedAgo, createdAt: NOW - 10 * MINUTE })).went).toBe(false);
    expect((await said({ placedAgo, createdAt: NOW - 14_000 })).went).toBe(true);
    expect((await said({ placedAgo: 21_000 })).went).toBe(true);
  });
});
