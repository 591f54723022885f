import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { recordingReady } from '../../src/callbacks/recording-ready.ts';
import { loadConfig } from '../../src/config.ts';
import { analyticsOf } from '../../src/simulator/analytics.ts';
import { openDatabaseStore } from '../../src/store/index.ts';
import { startProcess, waitForAnswer } from '../helpers/index.ts';
import { startHttp } from '../helpers/servers.ts';
import { SECRET, startBalancer } from './balancer.ts';

const SOON = { timeout: 15_000 };

interface Taken {
  readonly url: string | undefined;
  readonly key: string | string[] | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A front-end that notes what it is told, and answers as it is told to. */
async function startFrontEnd(answers: number[]) {
  const taken: Taken[] = [];
  const { port } = await startHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk;
    });
    request.on('end', () => {
      const { authorization, 'idempotency-key': key } = request.headers;
      taken.push({ url: request.url, key, authorization, body });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  return { taken, url: (path: string) => `http://127.0.0.1:${port}/${path}` };
}

/** The claims of a token, if the load balancer signed it. */
function claimsOf(token: string, digest: 'sha256' | 'sha512'): unknown {
  const [head, claims = '', signature] = token.split('.');
  const right = createHmac(digest, SECRET).update(`${head}.${claims}`).digest('base64url');
  return signature === right ? JSON.parse(Buffer.from(claims, 'base64url').toString()) : 'forged';
}

const room = (meetingID: string) => ({ meetingID, name: `The ${meetingID}` });

describe('what front-ends are told', () => {
  it('outlasts a balancer that is killed in the middle of it', async () => {
    const pool = await startBalancer({ fleet: { servers: 1 }, env: { URL_HOST: '127.0.0.1' } });
    onTestFinished(() => pool.close());
    const database = await openDatabaseStore(loadConfig(pool.env));
    if (!database) throw new Error('there is no database');
    onTestFinished(() => database.close());
    await database.migrate();
    const frontEnd = await startFrontEnd([503]);
    const { outbox, callbackData } = database;

    await pool.call('create', { ...room('room'), 'meta_bn-recording-ready-url': frontEnd.url('ready') });
    const add = (event: Parameters<typeof outbox.add>[0][0]) => outbox.add([event]);
    const recording = { meetingId: 'room', recordId: 'record-1', tenantId: undefined };
    await recordingReady({ outbox: { add }, callbackData }, recording);
    await expect.poll(() => frontEnd.taken.length, SOON).toBeGreaterThan(0);
    const underWay = async () => (await outbox.list({}, { limit: 1 }))[0]?.sending;
    await expect.poll(underWay, SOON).toBe(false);

    pool.process.signal('SIGKILL');
    await pool.process.exited;
    const [event] = await outbox.list({ state: 'waiting' }, { limit: 1 });
    await outbox.retry(event?.id ?? '');
    const again = await startProcess({
      command: 'bin/scalelite',
      args: ['serve', '--with', 'none'],
      env: pool.env,
    });
    onTestFinished(async () => void (await again.stop()));
    await expect.poll(async () => (await outbox.count()).delivered, SOON).toBe(1);
    const [first, ...more] = frontEnd.taken;
    expect(more.length).toBeGreaterThan(0);
    for (const one of more) expect(one).toEqual(first);
    expect(first?.url).toBe('/ready');
    const form = new URLSearchParams(first?.body);
    expect(claimsOf(form.get('signed_parameters') ?? '', 'sha256')).toEqual({
      meeting_id: 'room',
      record_id: 'record-1',
    });

    await waitForAnswer(`${pool.origin}/readyz`);
    await pool.call('create', {
      ...room('talk'),
      'meta_analytics-callback-url': frontEnd.url('analytics'),
    });
    const [server] = pool.fleet.servers;
    const talk = server?.room('talk');
    if (!server || !talk) throw new Error('the room is not there');
    const { pathname } = new URL(talk.settings.metadata.get('analytics-callback-url') ?? '');
    const said = await fetch(`${pool.origin}${pathname}`, analyticsOf(talk, server.secret, Date.now()));
    expect(said.status).toBe(204);
    const told = frontEnd.taken.at(-1);
    expect(told?.url).toBe('/analytics');
    expect(JSON.parse(told?.body ?? '')).toMatchObject({
      meeting_id: 'talk',
      customer: 'scalelite',
      data: { metadata: { meeting_name: 'The talk' } },
    });
    const claims = claimsOf(told?.authorization?.replace('Bearer ', '') ?? '', 'sha512');
    expect(claims).toEqual({ exp: expect.any(Number) });
  });
});
