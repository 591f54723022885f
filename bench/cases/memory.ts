import { setTimeout as delay } from 'node:timers/promises';
import { startBalancer } from '../balancer.ts';
import type { Bench } from '../bench.ts';
import { memory } from '../cpu.ts';
import { type Contender, forgiveOne, type Load } from '../measure.ts';
import { addMeetings, addServers, withPool } from '../pool.ts';
import { startFleet } from '../processes.ts';
import { signed, unsigned } from '../requests.ts';
import { atMost, type Result } from '../result.ts';
import { known, rows } from './calls.ts';
import { slideCreates } from './slides.ts';
import type { Suite } from './suite.ts';

const IDLE_MS = 3000;

/** `npm start`'s one process: at rest, and at rest again after everything that the other cases ask of one. */
export const memoryCase: Suite = {
  cases: ['memory'],
  async *run(bench, _wanted) {
    yield await measureMemory(bench);
  },
};

async function measureMemory(bench: Bench): Promise<Result> {
  await using stack = new AsyncDisposableStack();
  const store = await bench.stores.fresh('embedded');
  const fleet = await startFleet({ servers: bench.options.quick ? 20 : 500, meetings: 5 });
  stack.defer(fleet.stop);
  const balancer = await startBalancer({ store, directory: bench.directory, command: ['bin/start'] });
  stack.defer(balancer.stop);
  await delay(bench.options.quick ? 0 : IDLE_MS);
  const idle = memory(balancer.pid).rssMb;
  await withPool(store, async (pool) => {
    await addServers(pool, fleet.servers);
    await addMeetings(pool, known);
  });
  const disturbed = await loadAll(bench, balancer.port);
  const { rssMb: atOnce } = memory(balancer.pid);
  await delay(bench.options.quick ? 0 : IDLE_MS);
  const after = memory(balancer.pid);
  return {
    ...{ case: 'memory', variant: '', store: 'embedded', disturbed },
    values: { 'RSS MB idle': idle, 'at its end': atOnce, 'after all': after.rssMb, 'at peak': after.peakMb },
    targets: [atMost('idle', 150, idle, ' MB'), atMost('after all', 230, after.rssMb, ' MB')],
  };
}

/** True: requests of it failed once. */
async function loadAll(bench: Bench, port: number): Promise<boolean> {
  const { driver, options } = bench;
  const { seconds } = options;
  const failures = forgiveOne(bench);
  const drive = (job: ReturnType<Contender['job']>, load: Partial<Load> & { bodyBytes?: number } = {}) =>
    failures.forgiven(() => driver.drive({ ...{ connections: 32, seconds, port, ...job }, ...load }));
  await drive({ requests: [unsigned('')], expect: 'SUCCESS' });
  for (const row of rows) await drive(row.job());
  const list = { requests: [signed('getMeetings', {})], expect: '200 OK' };
  await drive(list, { connections: 1 });
  await drive(list, { connections: 8 });
  const bodyBytes = 20 * 1024 * 1024;
  await drive(slideCreates(bodyBytes), { connections: 2, limit: 10, bodyBytes });
  return failures.seen();
}
