import { startBalancer } from '../balancer.ts';
import type { Bench } from '../bench.ts';
import { measure } from '../measure.ts';
import { addServers, withPool } from '../pool.ts';
import { startFleet } from '../processes.ts';
import { signed } from '../requests.ts';
import { atMost, type Result } from '../result.ts';
import type { StoreKind } from '../stores.ts';
import type { Suite } from './suite.ts';

const BYTES = 20 * 1024 * 1024;
let created = 0;

/** create with 20 MB of slides in the body, which must pass through without being held. */
export const slides: Suite = {
  cases: ['slides'],
  async *run(bench) {
    for (const store of bench.options.stores) yield await withSlides(bench, store);
  },
};

async function withSlides(bench: Bench, kind: StoreKind): Promise<Result> {
  await using stack = new AsyncDisposableStack();
  const store = await bench.stores.fresh(kind);
  const fleet = await startFleet({ servers: 10, meetings: 0 });
  stack.defer(fleet.stop);
  await withPool(store, (pool) => addServers(pool, fleet.servers));
  const balancer = await startBalancer({ store, directory: bench.directory });
  stack.defer(balancer.stop);
  const contender = (bodyBytes: number) => ({
    ...{ ...balancer, storePid: store.pid },
    job: () => ({ ...slideCreates(bodyBytes), bodyBytes }),
  });
  // What any request costs in memory is not the slides'.
  const before = await measure(once(bench), [contender(1000)], { connections: 4, limit: 200 });
  const { figures, rss, ...measured } = await measure(once(bench), [contender(BYTES)], {
    connections: 1,
    limit: 10,
  });
  const [own] = figures;
  const disturbed = before.disturbed || measured.disturbed;
  return {
    ...{ case: 'slides', variant: '20 MB', store: kind, disturbed, rss, ...(own && { figures: own }) },
    targets: [atMost('RSS growth', 30, rss.peak - rss.before, ' MB')],
  };
}

export function slideCreates(bodyBytes: number) {
  const requests = Array.from({ length: 500 }, () => {
    created += 1;
    return signed('create', { meetingID: `slides-${created}`, name: 'With slides' }, { bodyBytes });
  });
  return { requests, once: true, expect: 'SUCCESS' };
}

function once(bench: Bench): Bench {
  return {
    ...bench,
    options: { ...bench.options, rounds: 1, waits: false, warmUpSeconds: 0.2, seconds: 20 },
  };
}
