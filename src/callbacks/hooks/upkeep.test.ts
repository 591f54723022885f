import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../config.ts';
import { openContext } from '../../operations/testing.ts';
import { type FleetOptions, startFleet } from '../../simulator/fleet.ts';
import { addServer, place } from '../../store/contract/subject.ts';
import { createHookReceiver } from './receiver.ts';
import { createSpread } from './spread.ts';
import { hookWish as hook } from './testing.ts';
import { createHookUpkeep } from './upkeep.ts';

const INTERVAL_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** A pool of simulated servers, all online, and what looks after the hooks on them. */
async function opened(fleetOptions: FleetOptions = { servers: 3 }) {
  const fleet = await startFleet(fleetOptions);
  onTestFinished(() => fleet.close());
  const context = await openContext();
  const { store } = context;
  const database = await context.database();
  if (database === undefined) throw new Error('there is no database');
  const { hooks, outbox } = database;
  const told: string[] = [];
  const tell = (fields: object, message: string): void =>
    void told.push(`${message} ${JSON.stringify(fields)}`);
  const log = { debug() {}, info() {}, warn: tell, error: tell };
  let now = Date.now();
  const receiverAt = (urlHost: string) => {
    const receiver = createHookReceiver(loadConfig({ URL_HOST: urlHost, LOADBALANCER_SECRET: 'lb' }));
    if (receiver === undefined) throw new Error('there is no receiver');
    return receiver;
  };
  const depsAt = async (urlHost: string) => ({
    ...{ hooks, outbox, log, servers: store.servers, meetings: store.meetings, tenants: store.tenants },
    client: await context.client(),
    receiver: receiverAt(urlHost),
    intervalMs: INTERVAL_MS,
    failForMs: DAY_MS,
    now: () => now,
  });
  const deps = await depsAt('sl.example.com');
  const upkeep = createHookUpkeep(deps);
  const join = async (number: number): Promise<void> => {
    const server = fleet.servers[number - 1];
    if (server === undefined) throw new Error(`there is no server ${number}`);
    await addServer(store, { id: server.id });
    await store.servers.update(server.id, { url: server.url, secret: server.secret });
  };
  const setOnline = async (number: number, online: boolean): Promise<void> => {
    const server = await store.servers.find(`sim-${number}`);
    if (server)
      await store.servers.recordPoll(server.id, server, { online, healthy: 0, unhealthy: 0, load: 0 });
  };
  return {
    ...{ fleet, store, hooks, told, join, setOnline },
    spread: createSpread(deps),
    receiver: deps.receiver,
    round: async (passedMs = 0, at?: string) => {
      now += passedMs;
      const one = at === undefined ? upkeep : createHookUpkeep(await depsAt(at));
      await one.round();
      await one.settled();
    },
    /** How many hooks each server has. */
    counts: () => fleet.servers.map((server) => server.hooks().length),
    clear: () => {
      for (const server of fleet.servers) server.clearRequests();
    },
    asked: () => fleet.servers.map((server) => server.requests().length),
  };
}

describe('hooks on the servers', () => {
  it('are nobody’s business while no front-end wants any', async () => {
    const pool = await opened();
    for (const number of [1, 2, 3]) await pool.join(number);
    await pool.round();
    await pool.round(INTERVAL_MS);
    expect(pool.asked()).toEqual([0, 0, 0]);
  });

  it('are registered once on all, on those that join later, and again where they got lost', async () => {
    const pool = await opened();
    await pool.join(1);
    await pool.join(2);
    await pool.hooks.add(hook());
    await pool.hooks.add(hook({ callbackUrl: 'https://other.example.com/', events: ['user-joined'] }));
    await pool.round();
    expect(pool.counts()).toEqual([1, 1, 0]);
    const [registered] = pool.fleet.servers[0]?.hooks() ?? [];
    expect(registered).toMatchObject({ meetingId: undefined, eventIds: [], getRaw: false });
    expect(registered?.url).toBe(pool.receiver.urlFor({ serverId: 'sim-1', kind: 'mapped' }));
    pool.clear();
    await pool.round(1000);
    expect(pool.asked()).toEqual([0, 0, 0]);

    await pool.join(3);
    await pool.round(1000);
    expect(pool.counts()).toEqual([1, 1, 1]);

    await pool.fleet.servers[1]?.fault('restart');
    expect(pool.counts()).toEqual([1, 0, 1]);
    await pool.round(INTERVAL_MS);
    expect(pool.counts()).toEqual([1, 1, 1]);
    expect(pool.asked()).toEqual([1, 2, 3]);

    await pool.hooks.add(hook({ callbackUrl: 'https://raw.example.com/', kind: 'raw' }));
    await pool.round();
    expect(pool.counts()).toEqual([2, 2, 2]);
    expect(pool.fleet.servers[0]?.hooks().map(({ getRaw }) => getRaw)).toEqual([false, true]);
  });

  it('are removed everywhere when nobody wants them any more, from one that was away when it is back', async () => {
    const pool = await opened();
    for (const number of [1, 2, 3]) await pool.join(number);
    const { hook: added } = await pool.hooks.add(hook());
    await pool.round();
    await pool.setOnline(2, false);
    await pool.fleet.servers[2]?.fault('500');
    await pool.hooks.remove(added.id);
    await pool.round();
    expect(pool.counts()).toEqual([0, 1, 1]);
    await pool.fleet.servers[2]?.fault('none');
    await pool.round(INTERVAL_MS);
    expect(pool.counts()).toEqual([0, 1, 0]);
    await pool.setOnline(2, true);
    await pool.round();
    expect(pool.counts()).toEqual([0, 0, 0]);
    expect(await pool.hooks.registrations()).toEqual([]);
  });

  it('are missing where there is no bbb-webhooks, which is told once', async () => {
    const pool = await opened({ servers: 2, withoutWebhooks: [2] });
    for (const number of [1, 2]) await pool.join(number);
    const { hook: added } = await pool.hooks.add(hook());
    for (let i = 0; i < 3; i++) await pool.round(INTERVAL_MS);
    expect(pool.told).toEqual([expect.stringMatching(/does not tell its events .*"sim-2".*no bbb-webhooks/)]);
    expect(await pool.hooks.registrations()).toEqual([
      { serverId: 'sim-1', kind: 'mapped', trouble: undefined },
      { serverId: 'sim-2', kind: 'mapped', trouble: expect.stringMatching(/no bbb-webhooks/) },
    ]);
    await pool.hooks.remove(added.id);
    await pool.round(INTERVAL_MS);
    expect(await pool.hooks.registrations()).toEqual([]);
  });

  it('of a server that was removed from the pool are forgotten', async () => {
    const pool = await opened({ servers: 1 });
    await pool.join(1);
    await pool.hooks.add(hook());
    await pool.round();
    await pool.store.servers.remove('sim-1');
    await pool.round();
    expect(await pool.hooks.registrations()).toEqual([]);
  });

  it('for one meeting are on its server alone, or everywhere while nobody knows where it will be', async () => {
    const pool = await opened();
    for (const number of [1, 2, 3]) await pool.join(number);
    const { meeting } = await place(pool.store, 'room');
    const home = pool.fleet.servers.findIndex(({ id }) => id === meeting.serverId);
    await pool.hooks.add(hook({ meetingId: 'room' }));
    await pool.spread();
    await pool.round();
    expect(pool.counts()).toEqual([0, 1, 2].map((index) => (index === home ? 1 : 0)));
    await pool.hooks.add(hook({ callbackUrl: 'https://lms.example.com/next', meetingId: 'next' }));
    await pool.round();
    expect(pool.counts()).toEqual([1, 1, 1]);
  });

  it('are there when a front-end is answered, whatever one server does', async () => {
    const pool = await opened();
    for (const number of [1, 2, 3]) await pool.join(number);
    await pool.fleet.servers[0]?.fault('refuse');
    const { hook: added } = await pool.hooks.add(hook());
    await Promise.all([pool.spread(), pool.spread()]);
    expect(pool.counts()).toEqual([0, 1, 1]);
    await pool.fleet.servers[0]?.fault('none');
    await pool.round();
    expect(pool.counts()).toEqual([1, 1, 1]);
    pool.clear();
    await pool.spread();
    expect(pool.asked()).toEqual([0, 0, 0]);
    await pool.hooks.remove(added.id);
    await pool.spread();
    expect(pool.counts()).toEqual([0, 0, 0]);
  });

  it('move with our host name, and leave those of others alone', async () => {
    const pool = await opened({
      servers: 1,
      webhooks: { permanent: [{ url: 'https://x.example.com/', getRaw: false }] },
    });
    await pool.join(1);
    await pool.hooks.add(hook());
    await pool.round();
    expect(pool.counts()).toEqual([2]);
    await pool.round(0, 'new.example.com');
    const urls = pool.fleet.servers[0]?.hooks().map(({ url }) => new URL(url).host);
    expect(urls).toEqual(['x.example.com', 'new.example.com']);
  });

  it('end with a front-end’s that failed for too long, which is told', async () => {
    const pool = await opened({ servers: 1 });
    await pool.join(1);
    const { hook: added } = await pool.hooks.add(hook());
    await pool.hooks.failing(added.id, true);
    await pool.round(DAY_MS / 2);
    expect(pool.counts()).toEqual([1]);
    expect(pool.told).toEqual([]);
    await pool.round(DAY_MS);
    expect(pool.counts()).toEqual([0]);
    expect(pool.told).toEqual([expect.stringMatching(/dropped.*lms\.example\.com.*too long/)]);
    expect(await pool.hooks.count()).toBe(0);
  });
});

describe('the addresses that servers tell their events to', () => {
  const receiver = createHookReceiver(loadConfig({ URL_HOST: 'sl.example.com', LOADBALANCER_SECRET: 'lb' }));

  it('are one for each server and kind, which nobody else can make', () => {
    const url = receiver?.urlFor({ serverId: 'bbb1.example.com', kind: 'raw' }) ?? '';
    const { pathname } = new URL(url);
    expect(url).toMatch(
      /^https:\/\/sl\.example\.com\/bigbluebutton\/api\/hook_events\/raw\/[\w-]{43}\/bbb1\.example\.com$/,
    );
    expect(receiver?.readPath(pathname)).toEqual({ serverId: 'bbb1.example.com', kind: 'raw' });
    for (const forged of ['/raw/', '/mapped/'].map((kind) => pathname.replace('/raw/', kind)))
      expect(receiver?.readPath(forged.replace('bbb1', 'bbb2'))).toBeUndefined();
    for (const path of [pathname.replace('/raw/', '/mapped/'), `${pathname}/x`, '/x', '', `${pathname}%`])
      expect(receiver?.readPath(path)).toBeUndefined();
    expect(receiver?.isOurs('bbb1.example.com', url.replace('sl.', 'old.'))).toBe(true);
    expect(receiver?.isOurs('bbb2.example.com', url.replace('sl.', 'old.'))).toBe(false);
    expect(receiver?.isOurs('bbb1.example.com', 'not a URL')).toBe(false);
  });

  it('are none without a host name, or a secret', () => {
    expect(createHookReceiver(loadConfig({ LOADBALANCER_SECRET: 'lb' }))).toBeUndefined();
    expect(
      createHookReceiver({ urlHost: 'sl.example.com', secretKeyBase: undefined, secrets: [] }),
    ).toBeUndefined();
  });
});
