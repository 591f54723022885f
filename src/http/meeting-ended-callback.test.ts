import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bringOnline } from '../../test/e2e/balancer.ts';
import { tempDir } from '../../test/helpers/index.ts';
import { startHttp } from '../../test/helpers/servers.ts';
import { createBbbClient } from '../bbb/client.ts';
import { encodeParams, type Param } from '../bbb/query.ts';
import { createDelivery } from '../callbacks/delivery.ts';
import { ENDS_KNOWN_MS, takeMeetingEnd } from '../callbacks/meeting-ended.ts';
import { rules } from '../callbacks/rules.ts';
import { createMeeting } from '../cluster/create-meeting.ts';
import { createEndUrls } from '../cluster/end-params.ts';
import { innerId } from '../cluster/isolated-id.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import type { Tenant } from '../cluster/tenant.ts';
import { loadConfig } from '../config.ts';
import { createSender } from '../outgoing/sender.ts';
import { startFleet } from '../simulator/fleet.ts';
import type { SimulatedServer } from '../simulator/simulated-server.ts';
import { testReceiver } from '../simulator/testing.ts';
import { openClusterStore } from '../store/index.ts';
import { memoryOutbox } from '../store/memory/outbox.ts';
import { duringRequest, newRequest } from '../telemetry/request.ts';
import { createMeetingEndedCallback } from './meeting-ended-callback.ts';
import { readTarget } from './target.ts';

const HOST = 'sl.example.com';
const SECRET = 'a-secret';
const SOON = { timeout: 10_000 };
const one: Tenant = { id: 'id-of-one', name: 'one', secrets: ['s1'], lrs: {} };

/** A pool of two servers that tell us, and we a front-end, the end of meetings; all real but for the polls. */
async function started({ statuses = [] as number[], env = {} } = {}) {
  const directory = await tempDir();
  const config = loadConfig({
    DATA_DIR: join(directory.path, 'data'),
    URL_HOST: HOST,
    LOADBALANCER_SECRET: SECRET,
    ...env,
  });
  const said: string[] = [];
  const tell = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`);
  const log = { debug: tell, info: tell, warn: tell, error: tell };
  const fleet = await startFleet({ servers: 2, callbackRetriesMs: [20, 20] });
  const store = await openClusterStore(config, log);
  await store.migrate();
  for (const server of fleet.servers) await bringOnline(store, server);
  const client = createBbbClient({ ...config, hash: config.sendHash });
  const sender = createSender({ connectTimeoutMs: 5000, timeoutMs: 5000 });
  const time = { now: Date.now };
  const now = () => time.now();
  const outbox = memoryOutbox({ now, most: 100 });
  const database = { isAway: false };
  const delivery = createDelivery({
    store: {
      ...outbox,
      add: async (...args) => {
        if (database.isAway) throw new StoreUnavailable('the database is away');
        await outbox.add(...args);
      },
    },
    rules,
    attempt: { sender, secretsOf: async () => [], jwtHash: 'HS256', now },
    ...{ holder: 'me', retryForMs: 60_000, random: () => 0, log },
  });
  delivery.start();
  const looks: string[] = [];
  const { servers, meetings, strays, tenants } = store;
  const endDeps = {
    ...{ servers, meetings, tenants, client, config, now, outbox: delivery },
    watch: { look: (id: string) => void looks.push(id) },
  };
  const answers: string[] = [];
  const callback = createMeetingEndedCallback({
    ...{ config, log, takeMeetingEnd: (call) => takeMeetingEnd(endDeps, call) },
    requests: { observe: (call, outcome) => void answers.push(`${call} ${outcome}`) },
  });
  const us = await startHttp((message, response) => {
    const { query } = readTarget(message.url ?? '');
    void duringRequest(newRequest('id-of-the-request'), () => callback(message, query, response));
  });
  const origin = `http://127.0.0.1:${us.port}`;
  for (const host of [HOST, `one.${HOST}`]) fleet.route(host, origin);
  const frontEnd = await testReceiver(...statuses);
  onTestFinished(async () => {
    await Promise.all([fleet.close(), delivery.stop()]);
    await Promise.all([store.close(), client.close(), sender.close()]);
    await directory.remove();
  });

  const createDeps = {
    ...{ servers, meetings, strays, client, config, newPassword: () => 'pw', log, mayCall: sender.mayCall },
    ...{ callbacks: { keep: async () => {} }, lrs: { accessOf: async () => undefined } },
    endUrls: createEndUrls(config, now),
  };
  const create = (meetingId: string, more: Readonly<Record<string, string>> = {}, tenant?: Tenant) => {
    const params = Object.entries({ meetingID: meetingId, name: 'A room', ...more });
    const request = {
      meetingId,
      params: params.map(([name, value]): Param => ({ name, value })),
      prefix: '',
    };
    return createMeeting(createDeps, { ...request, body: undefined, tenant, settings: [] });
  };
  const home = async (meetingId: string): Promise<SimulatedServer | undefined> => {
    const id = (await meetings.locate(meetingId))?.server.id;
    return fleet.servers.find((server) => server.id === id);
  };
  const server = async (meetingId: string): Promise<SimulatedServer> => {
    const found = await home(meetingId);
    if (found === undefined) throw new Error('it is on no server');
    return found;
  };
  /** What BBB calls at the end, by us. */
  const urls = (on: SimulatedServer, meetingId: string): string[] => {
    const settings = on.room(meetingId)?.settings;
    const given = [settings?.meetingEndedUrl, settings?.metadata.get('endcallbackurl')];
    return given
      .filter((url) => url !== undefined)
      .map((url) => origin + url.slice(new URL(url).origin.length));
  };
  const end = async (meetingId: string): Promise<void> => {
    const on = await server(meetingId);
    const room = on.room(meetingId);
    if (room === undefined) throw new Error('it is not there');
    on.endRoom(room);
    await on.settled();
  };
  const told = () => frontEnd.received.map(({ method, path }) => `${method} ${path}`).toSorted();
  const asked = {
    meetingEndedURL: `${frontEnd.origin}/ended?of=lms&x=a%2Fb#top`,
    meta_endCallbackUrl: `${frontEnd.origin}/end-callback`,
  };
  return {
    ...{ store, outbox, database, time, fleet, looks, answers, said, frontEnd, asked },
    ...{ create, home, server, urls, end, told },
  };
}

const told = (id: string) => [
  `GET /end-callback?meetingID=${id}&recordingmarks=false`,
  'GET /ended?of=lms&x=a%2Fb&recordingmarks=false',
];

describe('when a meeting is over', () => {
  it('it is forgotten and its front-end told, as BBB would have told it', async () => {
    const pool = await started();
    await pool.create('room', pool.asked);
    const { id } = await pool.server('room');
    await pool.end('room');
    expect(await pool.home('room')).toBeUndefined();
    expect(new Set(pool.looks)).toEqual(new Set([id]));
    await expect.poll(pool.told, SOON).toEqual(told('room'));
    expect(pool.frontEnd.received.every(({ headers }) => headers['idempotency-key'])).toBe(true);
    expect(pool.answers).toEqual(['meeting_ended_callback ok', 'meeting_ended_callback ok']);
    expect(pool.said.join()).not.toContain('about=');
  });

  it('it is forgotten though nobody wants to hear of it', async () => {
    const pool = await started();
    await pool.create('room');
    await pool.end('room');
    expect(await pool.home('room')).toBeUndefined();
    expect(pool.looks.length).toBe(1);
    expect(pool.told()).toEqual([]);
  });

  it('there is room for another under the limit of the pool', async () => {
    const pool = await started({ env: { MAX_MEETINGS: '1' } });
    await pool.create('room');
    await expect(pool.create('other')).rejects.toThrow('its limit of 1');
    await pool.end('room');
    await pool.create('other');
    await pool.end('other');
  });

  it('the first create’s front-end hears of it, whatever later creates say', async () => {
    const pool = await started();
    await pool.create('room', pool.asked);
    await pool.create('room');
    await pool.create('room', { meetingEndedURL: `${pool.frontEnd.origin}/other` });
    await pool.end('room');
    await expect.poll(pool.told, SOON).toEqual(told('room'));
  });

  it.each(['a room', 'x'.repeat(250)])('its front-end hears of it by its own ID', async (own) => {
    const pool = await started();
    const inner = innerId(one.id, own);
    await pool.create(inner, { ...pool.asked, 'meta_tenant-meeting-id': own }, one);
    const [url = ''] = pool.urls(await pool.server(inner), inner);
    expect(url).toContain('/bigbluebutton/api/meeting_ended_callback?about=');
    await pool.end(inner);
    await expect.poll(() => pool.told().length, SOON).toBe(2);
    const query = encodeParams([
      { name: 'meetingID', value: own },
      { name: 'recordingmarks', value: 'false' },
    ]);
    expect(pool.told()[0]).toBe(`GET /end-callback?${query}`);
    expect(await pool.home(inner)).toBeUndefined();
  });

  it('its front-end hears of it though it heard of its breakout rooms, which BBB tells at the same URL', async () => {
    const pool = await started();
    await pool.create('room', pool.asked);
    const on = await pool.server('room');
    const [, url = ''] = pool.urls(on, 'room');
    const over = async (id: string) => {
      expect((await fetch(`${url}&meetingID=${id}&recordingmarks=false`)).status).toBe(204);
    };
    for (const id of ['breakout-1', 'breakout-2', 'breakout-2']) await over(id);
    const breakouts = [1, 2].map((n) => `GET /end-callback?meetingID=breakout-${n}&recordingmarks=false`);
    await expect.poll(pool.told, SOON).toEqual(breakouts);
    expect(await pool.home('room')).toBe(on);
    await pool.end('room');
    await expect.poll(pool.told, SOON).toEqual([...breakouts, ...told('room')]);
    expect(await pool.home('room')).toBeUndefined();
    await over('breakout-3');
    await expect.poll(() => pool.outbox.count(), SOON).toEqual({ waiting: 0, delivered: 4, failed: 0 });
  });

  it('BBB is to say it again while it can be neither passed on nor kept', async () => {
    const pool = await started({ statuses: [503] });
    await pool.create('room', { meetingEndedURL: pool.asked.meetingEndedURL });
    pool.database.isAway = true;
    await pool.end('room');
    expect(pool.answers).toEqual(['meeting_ended_callback 503', 'meeting_ended_callback ok']);
    expect(pool.told().length).toBe(2);
    expect(await pool.home('room')).toBeUndefined();
  });

  it('it may be said with POST, the rest in a form', async () => {
    const pool = await started();
    await pool.create('room', { meetingEndedURL: pool.asked.meetingEndedURL });
    const [url = ''] = pool.urls(await pool.server('room'), 'room');
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ recordingmarks: 'true' }),
    });
    expect(answer.status).toBe(204);
    await expect.poll(pool.told, SOON).toEqual(['GET /ended?of=lms&x=a%2Fb&recordingmarks=true']);
  });
});

describe('the word that a meeting is over', () => {
  it('is refused when it is not ours, and nothing happens', async () => {
    const pool = await started();
    await pool.create('room', pool.asked);
    await pool.create('other', pool.asked);
    const [url = ''] = pool.urls(await pool.server('room'), 'room');
    const [other = ''] = pool.urls(await pool.server('other'), 'other');
    const [text, signature] = [url.split('.').slice(0, -1).join('.'), other.split('.').at(-1)];
    const [bare = ''] = url.split('?');
    for (const forged of [`${text}.${signature}`, `${text}.`, bare, `${bare}?about=`, `${url}&about=x`])
      expect((await fetch(forged)).status).toBe(403);
    expect((await fetch(`${url}&a=%ff`)).status).toBe(400);
    expect((await fetch(`${url}&a=${'x'.repeat(5000)}`)).status).toBe(400);
    expect(await pool.home('room')).toBeDefined();
    expect([pool.looks, pool.told(), await pool.outbox.count()]).toEqual([
      [],
      [],
      { waiting: 0, delivered: 0, failed: 0 },
    ]);
  });

  it('said again is told nobody twice, nor the new meeting’s end', async () => {
    const pool = await started();
    await pool.create('room', pool.asked);
    const before = pool.urls(await pool.server('room'), 'room');
    await pool.end('room');
    await expect.poll(pool.told, SOON).toEqual(told('room'));
    const again = async () => {
      for (const url of before) expect((await fetch(url)).status).toBe(204);
    };
    await again();
    for (const url of before) expect((await fetch(`${url}=`)).status).toBe(403);
    await pool.create('room', pool.asked);
    const home = await pool.server('room');
    await again();
    expect(await pool.home('room')).toBe(home);
    await pool.end('room');
    await expect.poll(() => pool.told().length, SOON).toBe(4);
    await again();
    await expect.poll(() => pool.outbox.count(), SOON).toEqual({ waiting: 0, delivered: 4, failed: 0 });
  });

  it('too soon tells its front-end, and leaves the meeting while its server has it', async () => {
    const pool = await started();
    await pool.create('room', pool.asked);
    const on = await pool.server('room');
    for (const url of pool.urls(on, 'room'))
      expect((await fetch(url)).headers.get('x-request-id')).toBe('id-of-the-request');
    expect(await pool.home('room')).toBe(on);
    expect(pool.looks).toEqual([on.id, on.id]);
  });

  it('leaves the meeting while its server can not be asked', async () => {
    const pool = await started();
    await pool.create('room');
    const on = await pool.server('room');
    const [url = ''] = pool.urls(on, 'room');
    await on.fault('refuse');
    expect((await fetch(url)).status).toBe(204);
    expect(await pool.home('room')).toBe(on);
    expect(pool.looks).toEqual([on.id]);
  });

  it('of a copy on another server is told nobody: the meeting goes on', async () => {
    const pool = await started();
    await pool.create('room', pool.asked);
    const before = await pool.server('room');
    const stray = pool.urls(before, 'room');
    const other = pool.fleet.servers.find((server) => server !== before);
    await pool.store.meetings.forget('room', before.id);
    await pool.store.servers.setState(before.id, 'disabled');
    await pool.create('room', pool.asked);
    expect(await pool.home('room')).toBe(other);
    for (const url of stray) expect((await fetch(url)).status).toBe(204);
    expect(await pool.home('room')).toBe(other);
    expect(await pool.outbox.count()).toEqual({ waiting: 0, delivered: 0, failed: 0 });
    expect(pool.looks).toEqual([before.id, before.id]);
  });

  it('while a create is on its way is not believed of the new one', async () => {
    const pool = await started();
    await pool.create('room', pool.asked);
    const on = await pool.server('room');
    const urls = pool.urls(on, 'room');
    await pool.end('room');
    // Its own create was a minute ago, so that the record placed now is another's, though BBB has no room yet.
    pool.time.now = () => Date.now() + 60_000;
    await pool.store.servers.setState(
      pool.fleet.servers.find((server) => server !== on)?.id ?? '',
      'disabled',
    );
    await pool.store.meetings.place({
      ...{ meetingId: 'room', tenantId: undefined, moderatorPw: 'pw', voiceBridges: ['70001'], exclude: [] },
      ...{ tag: { tags: [], required: false, text: '' }, ttl: 3600, inFlightFor: 20 },
    });
    for (const url of urls) await fetch(url);
    expect(await pool.home('room')).toBe(on);
  });

  it('long after the meeting was forgotten is told nobody', async () => {
    const pool = await started();
    await pool.create('room', pool.asked);
    const urls = pool.urls(await pool.server('room'), 'room');
    await pool.store.meetings.forget('room', undefined);
    pool.time.now = () => Date.now() + ENDS_KNOWN_MS + 1000;
    for (const url of urls) expect((await fetch(url)).status).toBe(204);
    expect(await pool.outbox.count()).toEqual({ waiting: 0, delivered: 0, failed: 0 });
  });
});
