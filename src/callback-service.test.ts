import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../test/helpers/index.ts';
import { startHttp } from '../test/helpers/servers.ts';
import { verifyJwt } from './bbb/jwt.ts';
import { createCallbacks } from './callback-service.ts';
import { recordingReady } from './callbacks/recording-ready.ts';
import { loadConfig } from './config.ts';
import { openClusterStore, openDatabaseStore } from './store/index.ts';
import { createTally } from './telemetry/tally.ts';

const SOON = { timeout: 10_000 };
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** The part of a process, with stores of the test's own. */
async function started(env: Record<string, string> = {}) {
  const directory = await tempDir();
  const config = loadConfig({ DATA_DIR: directory.path, LOADBALANCER_SECRETS: 'old:new', ...env });
  const store = await openClusterStore(config, quiet);
  const database = await openDatabaseStore(config, quiet);
  await store.migrate();
  await database?.migrate();
  const callbacks = createCallbacks({ config, log: quiet, store, database, tally: createTally() });
  const running = callbacks.run();
  onTestFinished(async () => {
    await running.stop();
    await callbacks.close();
    await callbacks.close();
    await Promise.all([store.close(), database?.close()]);
    await directory.remove();
  });
  return { callbacks, store, database };
}

/** A front-end that takes what this secret signed; tells what it was sent. */
async function frontEnd(secret: string, hash: 'HS256' | 'HS512') {
  const posts: string[] = [];
  const { port } = await startHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk;
    });
    request.on('end', () => {
      posts.push(body);
      const bearer = request.headers.authorization?.replace('Bearer ', '');
      const token = bearer ?? new URLSearchParams(body).get('signed_parameters') ?? '';
      const claims = verifyJwt(token, [secret], hash, Date.now());
      response.writeHead(claims === undefined ? 401 : 204).end();
    });
  });
  return { posts, url: `http://127.0.0.1:${port}/hook?of=lms` };
}

const recording = { meetingId: 'room', recordId: 'record', tenantId: undefined };

async function ready(
  { callbacks, database }: Awaited<ReturnType<typeof started>>,
  url: string,
  more: { tenantId?: string; occasion?: string } = {},
): Promise<void> {
  await callbacks.keeper.keep('room', { recording_ready_url: url });
  const callbackData = database?.callbackData ?? { find: async () => undefined };
  await recordingReady({ outbox: callbacks.outbox, callbackData }, { ...recording, ...more });
}

describe('the callbacks of a process', () => {
  it('try one secret of the load balancer after the other', async () => {
    const process = await started();
    const { posts, url } = await frontEnd('new', 'HS256');
    await ready(process, url);
    await expect.poll(() => process.database?.outbox.count(), SOON).toMatchObject({ delivered: 1 });
    expect(posts.length).toBe(2);
  });

  it('are signed with SHA-512 where SHA-256 is not allowed', async () => {
    const process = await started({ LOADBALANCER_CHECKSUM_ALGORITHM: 'SHA1:SHA512' });
    const { url } = await frontEnd('old', 'HS512');
    await ready(process, url);
    await expect.poll(() => process.database?.outbox.count(), SOON).toMatchObject({ delivered: 1 });
  });

  it('are signed with the secrets of the tenant, and with nobody else’s', async () => {
    const process = await started({ MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' });
    await process.store.tenants.add({ id: 'id-of-one', name: 'one', secrets: ['of-one'], lrs: {} });
    const { posts, url } = await frontEnd('of-one', 'HS256');
    await ready(process, url, { tenantId: 'id-of-one' });
    await expect.poll(() => process.database?.outbox.count(), SOON).toMatchObject({ delivered: 1 });
    await ready(process, url, { tenantId: 'id-of-nobody' });
    await expect.poll(() => process.database?.outbox.count(), SOON).toMatchObject({ failed: 1 });
    const [failed] = (await process.database?.outbox.list({ state: 'failed' }, { limit: 1 })) ?? [];
    expect(failed?.trouble).toBe('its tenant is gone');
    expect(posts.length).toBe(1);
  });

  it('tell of one import once, though it is done twice', async () => {
    const process = await started();
    const { posts, url } = await frontEnd('old', 'HS256');
    await ready(process, url, { occasion: 'archive.tar 1' });
    await ready(process, url, { occasion: 'archive.tar 1' });
    await ready(process, url, { occasion: 'archive.tar 2' });
    await expect
      .poll(() => process.database?.outbox.count(), SOON)
      .toMatchObject({ waiting: 0, delivered: 2 });
    expect(posts.length).toBe(2);
  });

  it('are for nobody when no address is kept, or one that can not be called', async () => {
    const process = await started();
    await recordingReady(
      { outbox: process.callbacks.outbox, callbackData: { find: async () => undefined } },
      recording,
    );
    await ready(process, 'ftp://lms/hook');
    expect(await process.database?.outbox.count()).toEqual({ waiting: 0, delivered: 0, failed: 0 });
  });

  it('follow a front-end that has moved, and nobody to where the keys of a cloud are', async () => {
    const process = await started();
    const { posts, url } = await frontEnd('old', 'HS256');
    const moved = async (location: string) => {
      const { port } = await startHttp((_, response) => void response.writeHead(308, { location }).end());
      return `http://127.0.0.1:${port}/hook`;
    };
    await ready(process, await moved(url));
    await expect.poll(() => process.database?.outbox.count(), SOON).toMatchObject({ delivered: 1 });
    expect(posts.length).toBe(1);
    await ready(process, await moved('http://169.254.169.254/latest/meta-data/'));
    const trouble = async () =>
      (await process.database?.outbox.list({ state: 'waiting' }, { limit: 1 }))?.[0]?.trouble;
    await expect.poll(trouble, SOON).toBe('answered 308: addresses of this kind are not called');
  });

  it('go to no private address where these are denied', async () => {
    const process = await started({ CALLBACK_DENY_PRIVATE: 'true' });
    const { posts, url } = await frontEnd('old', 'HS256');
    expect([url, 'https://lms.example.com/'].map(process.callbacks.mayCall)).toEqual([false, true]);
    await ready(process, url);
    await expect.poll(() => process.database?.outbox.count(), SOON).toMatchObject({ failed: 1 });
    const answer = await process.callbacks.sender.post({ url, headers: {}, body: '' });
    expect([answer.status, posts.length]).toEqual([401, 1]);
  });

  it.each([{}, { DB_DISABLED: 'true' }])(
    'pass analytics on, signed, before they say so, with %j',
    async (env) => {
      const { callbacks } = await started(env);
      const { posts, url } = await frontEnd('new', 'HS512');
      await callbacks.keeper.keep('room', { analytics_callback_url: url });
      const tenant = { id: 'id-of-one', name: 'one' };
      await callbacks.passOnAnalytics({ id: 'a', body: { meeting_id: 'room', customer: 'forged' }, tenant });
      expect(posts.map((body) => JSON.parse(body))).toEqual([
        { meeting_id: 'room', customer: 'one' },
        { meeting_id: 'room', customer: 'one' },
      ]);
      for (const body of [{ meeting_id: 'other' }, { meeting_id: 7 }, {}])
        await callbacks.passOnAnalytics({ id: 'b', body, tenant: undefined });
      expect(posts.length).toBe(2);
    },
  );
});
