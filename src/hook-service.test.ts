import { describe, expect, it, onTestFinished } from 'vitest';
import { USUAL } from './bbb/hook-post.ts';
import { hookWish } from './callbacks/hooks/testing.ts';
import { StoreUnavailable } from './cluster/ports.ts';
import { loadConfig } from './config.ts';
import { createHookService, keepHooksOnce } from './hook-service.ts';
import type { DatabaseStore } from './operations/ports.ts';
import { openContext } from './operations/testing.ts';
import { startFleet } from './simulator/fleet.ts';
import { addServer } from './store/contract/subject.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const config = loadConfig({ URL_HOST: 'sl.example.com', LOADBALANCER_SECRET: 'lb' });

async function opened(withDatabase = true) {
  const context = await openContext();
  const database = await context.database();
  const looks: string[] = [];
  const deps = {
    ...{ config, log: quiet, store: context.store, client: await context.client() },
    database: withDatabase ? database : undefined,
    callbacks: {
      outbox: {
        addAll: async (...args: Parameters<DatabaseStore['outbox']['add']>) => database?.outbox.add(...args),
      },
      keeper: { find: async () => undefined },
      mayCall: () => true,
    },
  };
  const service = createHookService(deps, { look: (id) => looks.push(id) });
  return { ...deps, context, database, looks, service };
}

const postOf = (event: string) => ({
  serverId: 'bbb1',
  manner: USUAL,
  fields: [
    { name: 'event', value: event },
    { name: 'timestamp', value: '1' },
  ],
});

const JOINED = JSON.stringify({ data: { id: 'user-joined', attributes: {} } });

describe('the hooks of a process', () => {
  it('put what a server tells into the outbox, and look at the server', async () => {
    const { service, database, looks } = await opened();
    await service.hooks.create({ ...hookWish(), events: undefined, raw: false });
    expect(await service.takeHookPost(postOf(JOINED))).toBe(true);
    expect(await database?.outbox.count()).toMatchObject({ waiting: 1 });
    expect(await service.takeHookPost(postOf('{'))).toBe(false);
    expect(looks).toEqual(['bbb1']);
  });

  it('hear the news also while the database is away, and have the server say it again', async () => {
    const { service, database, looks } = await opened();
    await database?.close();
    await expect(service.takeHookPost(postOf(JOINED))).rejects.toThrow(StoreUnavailable);
    expect(looks).toEqual(['bbb1']);
  });

  it('are none without a database; what is told is news all the same', async () => {
    const { service, looks } = await opened(false);
    const wish = { ...hookWish(), events: undefined, raw: false };
    await expect(service.hooks.create(wish)).rejects.toMatchObject({ key: 'createHookError' });
    expect(await service.takeHookPost(postOf(JOINED))).toBe(true);
    expect(looks).toEqual(['bbb1']);
  });

  it('are brought to the servers by a poll by hand', async () => {
    const fleet = await startFleet({ servers: 1 });
    onTestFinished(() => fleet.close());
    const pool = await opened();
    const [server] = fleet.servers;
    if (server === undefined) throw new Error('there is no server');
    await addServer(pool.store, { id: server.id });
    await pool.store.servers.update(server.id, { url: server.url, secret: server.secret });
    await pool.database?.hooks.add(hookWish());
    await keepHooksOnce(pool);
    expect(server.hooks()).toHaveLength(1);
    await pool.database?.close();
    await keepHooksOnce(pool);
    await keepHooksOnce({ ...pool, config: loadConfig({ LOADBALANCER_SECRET: 'lb' }) });
  });
});
