import { runCommand } from '../balancer.ts';
import type { Bench } from '../bench.ts';
import { endedChildrenCpuMs } from '../cpu.ts';
import { median } from '../measure.ts';
import { addServers, withPool } from '../pool.ts';
import { type Fleet, startFleet } from '../processes.ts';
import { waitForQuiet } from '../quiet.ts';
import { atMost, type Result, type Target } from '../result.ts';
import type { Store, StoreKind } from '../stores.ts';
import type { Suite } from './suite.ts';

const LATENCY_MS = 50;
const MEETINGS = 5;
/** SERVER_UNHEALTHY_THRESHOLD as it is by default. */
const POLLS_UNTIL_OFFLINE = 2;

/** `bin/rake poll:servers`, starting Node aside: that is what the same costs with no servers. */
export const poll: Suite = {
  cases: ['poll'],
  async *run(bench) {
    for (const store of bench.options.stores) {
      for (const servers of bench.options.quick ? [10] : [100, 500, 1000]) yield* over(bench, store, servers);
    }
  },
};

interface Round {
  readonly ms: number;
  readonly cpu: number;
  /** From the first request at a server to the last answer. */
  readonly spanMs: number;
}

async function* over(bench: Bench, kind: StoreKind, servers: number): AsyncGenerator<Result> {
  await using stack = new AsyncDisposableStack();
  const store = await bench.stores.fresh(kind);
  const fleet = await startFleet({ servers, meetings: MEETINGS });
  stack.defer(fleet.stop);
  // Its tables, so that the first rounds find an empty pool.
  await withPool(store, async () => {});
  const start = await rounds(bench, store, fleet, 0);
  await withPool(store, (pool) => addServers(pool, fleet.servers));
  const quiet = bench.options.waits ? await waitForQuiet() : true;
  const healthy = await rounds(bench, store, fleet, 0);
  const took = healthy.ms - start.ms;
  yield {
    ...{ case: 'poll', variant: `${servers} × ${LATENCY_MS} ms`, store: kind, disturbed: !quiet },
    values: {
      'round ms': took,
      'CPU ms per server': (healthy.cpu - start.cpu) / servers,
      'start ms': start.ms,
    },
    targets: servers === 1000 ? [atMost('round', 1500, took, ' ms')] : [],
  };
  const hanging = servers / 10;
  const hung: Round[] = [];
  for (let polls = 0; polls < POLLS_UNTIL_OFFLINE; polls++)
    hung.push(await round(bench, store, fleet, hanging));
  const spanMs = median(hung.map((one) => one.spanMs));
  const offline = await withPool(
    store,
    async (pool) => (await pool.servers.list()).filter(({ online }) => !online).length,
  );
  yield {
    ...{
      case: 'poll',
      variant: `${servers} × ${LATENCY_MS} ms, ${hanging} hang`,
      store: kind,
      disturbed: !quiet,
    },
    values: { 'healthy ones ms': spanMs, 'without hung ones ms': healthy.spanMs, offline },
    targets: hungTargets(servers, { spanMs, healthyMs: healthy.spanMs, offline, hanging }),
  };
}

function hungTargets(
  servers: number,
  { spanMs, healthyMs, offline, hanging }: Record<'spanMs' | 'healthyMs' | 'offline' | 'hanging', number>,
): Target[] {
  const went = { text: 'hung ones offline after the threshold', met: offline === hanging };
  return servers < 1000
    ? [went]
    : [went, atMost('healthy ones by those of before', 1.25, spanMs / healthyMs)];
}

async function rounds(bench: Bench, store: Store, fleet: Fleet, hanging: number): Promise<Round> {
  const all: Round[] = [];
  for (let n = 0; n < bench.options.rounds; n++) all.push(await round(bench, store, fleet, hanging));
  const of = (value: (one: Round) => number) => median(all.map(value));
  return { ms: of((one) => one.ms), cpu: of((one) => one.cpu), spanMs: of((one) => one.spanMs) };
}

async function round(bench: Bench, store: Store, fleet: Fleet, hanging: number): Promise<Round> {
  await fleet.set(LATENCY_MS, hanging);
  const cpu = endedChildrenCpuMs();
  const began = performance.now();
  // The hung ones cost this time once per poll, and nothing else.
  const env = { RESPONSE_TIMEOUT: '3' };
  await runCommand({ store, directory: bench.directory, env, command: ['bin/rake', 'poll:servers'] });
  const ms = performance.now() - began;
  const { spanMs } = await fleet.span();
  return { ms, cpu: endedChildrenCpuMs() - cpu, spanMs };
}
