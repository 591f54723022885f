import type { Bench } from './bench.ts';
import { cpuMs } from './cpu.ts';
import type { Job } from './driver.ts';
import { DISTURBED_CORES, waitForQuiet, watchOthers } from './quiet.ts';
import type { Figures } from './result.ts';

/** One of those that are measured in turn. */
export interface Contender {
  readonly pid: number;
  readonly storePid?: number | undefined;
  readonly port: number;
  /** The requests of the next measurement. */
  readonly job: () => Pick<Job, 'requests' | 'once' | 'expect'>;
}

export interface Load {
  readonly connections: number;
  readonly limit?: number;
  readonly seconds?: number;
  /** The warm-up goes on until so many were answered, for four times as long at most. */
  readonly warmUpRequests?: number;
}

interface Sample {
  readonly figures: Figures;
  /** Cores that others used. */
  readonly others: number;
}

export interface Measured {
  /** In the order of the contenders. */
  readonly figures: readonly Figures[];
  readonly disturbed: boolean;
}

/**
 * Warms up, then measures them in turn, A B A B …. A round that is disturbed after it began on a quiet machine
 * is taken once more.
 */
export async function measure(bench: Bench, contenders: readonly Contender[], load: Load): Promise<Measured> {
  const { rounds, waits } = bench.options;
  for (const contender of contenders) await warmUp(bench, contender, load);
  const samples: Sample[][] = contenders.map(() => []);
  let again = rounds;
  for (let round = 0; round < rounds; round++) {
    const quiet = waits && (await waitForQuiet());
    const taken: Sample[] = [];
    for (const contender of contenders) taken.push(await sample(bench, contender, load));
    if (quiet && again > 0 && taken.some((one) => one.others > DISTURBED_CORES)) {
      again -= 1;
      round -= 1;
    }
    for (const [index, one] of taken.entries()) samples[index]?.push(one);
  }
  const best = samples.map((all) => quietest(all, rounds));
  return {
    figures: best.map((all) => medianOf(all.map(({ figures }) => figures))),
    disturbed: best.some((all) => median(all.map(({ others }) => others)) > DISTURBED_CORES),
  };
}

/** What V8 compiles it finds by requests, not by time. */
async function warmUp(bench: Bench, contender: Contender, load: Load): Promise<void> {
  const { warmUpRequests = 0 } = load;
  const turn = { ...load, seconds: bench.options.warmUpSeconds };
  let answered = 0;
  for (let turns = 0; turns === 0 || (turns < 4 && answered < warmUpRequests); turns++) {
    answered += (await bench.driver.drive(jobOf(bench, contender, turn))).completed;
  }
}

async function sample(bench: Bench, contender: Contender, load: Load): Promise<Sample> {
  const job = jobOf(bench, contender, load);
  const others = watchOthers();
  const used = watchCpu(contender);
  const { completed, seconds, p50, p99 } = await bench.driver.drive(job);
  const { own, store } = used();
  return {
    others: others(),
    figures: {
      requestsPerSecond: completed / seconds,
      p50,
      p99,
      cpuMs: own / completed,
      storeCpuMs: store === undefined ? undefined : store / completed,
    },
  };
}

function watchCpu({ pid, storePid }: Contender): () => { own: number; store: number | undefined } {
  const look = () => ({ own: cpuMs(pid), store: storePid === undefined ? undefined : cpuMs(storePid) });
  const before = look();
  return () => {
    const now = look();
    const store =
      now.store === undefined || before.store === undefined ? undefined : now.store - before.store;
    return { own: now.own - before.own, store };
  };
}

function jobOf({ options }: Bench, { port, job }: Contender, { warmUpRequests: _, ...load }: Load): Job {
  return { seconds: options.seconds, ...load, port, ...job() };
}

function quietest(samples: readonly Sample[], count: number): readonly Sample[] {
  return samples.toSorted((a, b) => a.others - b.others).slice(0, count);
}

function medianOf(all: readonly Figures[]): Figures {
  const of = (value: (one: Figures) => number) => median(all.map(value));
  return {
    requestsPerSecond: of((one) => one.requestsPerSecond),
    p50: of((one) => one.p50),
    p99: of((one) => one.p99),
    cpuMs: of((one) => one.cpuMs),
    storeCpuMs: all[0]?.storeCpuMs === undefined ? undefined : of((one) => one.storeCpuMs ?? 0),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = low] = sorted.slice(sorted.length % 2 ? middle : middle - 1, middle + 1);
  return (low + high) / 2;
}
