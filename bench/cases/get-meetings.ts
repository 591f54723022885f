import { SECRET, startBalancer } from '../balancer.ts';
import type { Bench } from '../bench.ts';
import { measure } from '../measure.ts';
import { addServers, withPool } from '../pool.ts';
import { startFleet, startFloor } from '../processes.ts';
import { signed } from '../requests.ts';
import { atLeast, atMost, type Figures, type Result, type Target } from '../result.ts';
import { timesRuby } from '../ruby.ts';
import type { StoreKind } from '../stores.ts';
import type { Suite } from './suite.ts';

const MEETINGS = 5;
/** Of servers: by then V8 has compiled nearly all of it. */
const WARM_UP_CALLS = 5000;

/** getMeetings over the whole pool. Its floor in time is the slowest simulated answer. */
export const getMeetings: Suite = {
  cases: ['get-meetings'],
  async *run(bench) {
    for (const store of bench.options.stores) {
      for (const servers of bench.options.quick ? [10] : [10, 100, 500]) yield* over(bench, store, servers);
    }
  },
};

async function* over(bench: Bench, kind: StoreKind, servers: number): AsyncGenerator<Result> {
  await using stack = new AsyncDisposableStack();
  const store = await bench.stores.fresh(kind);
  const fleet = await startFleet({ servers, meetings: MEETINGS });
  stack.defer(fleet.stop);
  await withPool(store, (pool) => addServers(pool, fleet.servers));
  const balancer = await startBalancer({ store, directory: bench.directory });
  stack.defer(balancer.stop);
  const floor = await startFloor('constant', { secret: SECRET, place: store.place, servers: [] });
  stack.defer(floor.stop);
  const job = () => ({ requests: [signed('getMeetings', {})], expect: '200 OK' });
  for (const latencyMs of [0, 20]) {
    await fleet.set(latencyMs);
    const own = { ...balancer, storePid: store.pid, job };
    const { figures, ratios, rss, disturbed } = await measure(
      bench,
      [own, { ...floor, job, connections: 32 }],
      {
        connections: 1,
        warmUpRequests: WARM_UP_CALLS / servers,
      },
    );
    const [mine] = figures;
    const [, ratio] = ratios;
    if (mine === undefined || ratio === undefined) throw new Error('nothing was measured');
    const variant = `${servers} × ${latencyMs} ms`;
    const times = timesRuby(`get-meetings ${variant}`, { name: 'constant', ratio });
    yield {
      ...{ case: 'get-meetings', variant, store: kind, figures: mine, rss, disturbed },
      ...(Number.isNaN(times) ? {} : { timesRuby: times }),
      values: { 'slowest answer ms': latencyMs, 'CPU ms per server': mine.cpuMs / servers },
      targets: targets(mine, { servers, latencyMs, times }),
    };
  }
}

function targets(
  figures: Figures,
  { servers, latencyMs, times }: { servers: number; latencyMs: number; times: number },
): Target[] {
  const ruby = Number.isNaN(times) ? [] : [atLeast('× less CPU than Ruby', 5, times)];
  if (servers < 500 || latencyMs === 0) return ruby;
  return [
    atMost('p50', 250, figures.p50, ' ms'),
    atMost('CPU per server', 0.4, figures.cpuMs / servers, ' ms'),
    ...ruby,
  ];
}
