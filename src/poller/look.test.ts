import { expect, it, onTestFinished } from 'vitest';
import type { BbbClient } from '../bbb/client.ts';
import { openContext } from '../operations/testing.ts';
import { startFleet } from '../simulator/fleet.ts';
import { addServer } from '../store/contract/subject.ts';
import { createServerWatch } from './look.ts';

const SOON = { timeout: 10_000 };
/** So long that no second look comes within the test. */
const LONG_MS = 600_000;

async function opened(everyMs: number) {
  const fleet = await startFleet({ servers: 1 });
  onTestFinished(() => fleet.close());
  const context = await openContext();
  const [simulated] = fleet.servers;
  if (simulated === undefined) throw new Error('there is no server');
  const { servers } = context.store;
  await addServer(context.store, { id: simulated.id });
  await servers.update(simulated.id, { url: simulated.url, secret: simulated.secret });
  const inner = await context.client();
  let most = 0;
  let now = 0;
  const client: BbbClient = {
    ...inner,
    read: async (...args) => {
      now += 1;
      most = Math.max(most, now);
      return await inner.read(...args).finally(() => {
        now -= 1;
      });
    },
  };
  const { leases, rosters } = context.store;
  const start = (holder: string) => {
    const started = createServerWatch({ ...context, servers, rosters, leases, holder, client }, { everyMs });
    onTestFinished(() => started.stop());
    return started;
  };
  const watch = start('one');
  const load = async () => (await servers.find(simulated.id))?.load;
  return {
    simulated,
    servers,
    watch,
    start,
    load,
    most: () => most,
    looks: () => simulated.requests('getMeetings').length,
  };
}

it('a look brings the load at once', async () => {
  const { simulated, servers, watch, load } = await opened(LONG_MS);
  simulated.createRoom({ meetingId: 'room' }, [{ fullName: 'Zoë', role: 'MODERATOR' }]);
  watch.look(simulated.id);
  await expect.poll(load, SOON).toBeGreaterThan(0);
  expect(await servers.find(simulated.id)).toMatchObject({ meetings: 1, users: 1 });
});

it('a burst of news is one look, and one more for what came during it', async () => {
  const { simulated, watch, most, looks } = await opened(20);
  for (let i = 0; i < 10_000; i++) watch.look(simulated.id);
  await expect.poll(looks, SOON).toBe(2);
  watch.look('a server that is gone');
  expect(most()).toBe(1);
});

it('several processes look at a server no more often than one, and miss nothing', async () => {
  const { simulated, watch, start, load, looks } = await opened(1000);
  const other = start('other');
  watch.look(simulated.id);
  await expect.poll(looks, SOON).toBe(1);
  simulated.createRoom({ meetingId: 'room' }, [{ fullName: 'Zoë', role: 'MODERATOR' }]);
  for (const one of [other, watch, other]) one.look(simulated.id);
  await expect.poll(load, SOON).toBeGreaterThan(0);
  const times = simulated.requests('getMeetings').map(({ at }) => at);
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(900);
});

it('a look that fails says nothing of the server’s health', async () => {
  const { simulated, servers, watch, looks } = await opened(20);
  const before = await servers.find(simulated.id);
  await simulated.fault('500');
  watch.look(simulated.id);
  await expect.poll(looks, SOON).toBe(1);
  await watch.stop();
  expect(await servers.find(simulated.id)).toEqual(before);
  watch.look(simulated.id);
  expect(looks()).toBe(1);
});

it('a server that is offline is left to the polls', async () => {
  const { simulated, servers, watch, looks } = await opened(20);
  const server = await servers.find(simulated.id);
  if (server) await servers.recordPoll(server.id, server, { online: false, healthy: 0, unhealthy: 0 });
  watch.look(simulated.id);
  await watch.stop();
  expect(looks()).toBe(0);
});
