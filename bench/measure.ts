import type { Bench } from './bench.ts';
import { cpuMs, memory, resetPeak } from './cpu.ts';
import type { Job } from './driver.ts';
import { RequestsFailed } from './processes.ts';
import { DISTURBED_CORES, waitForQuiet, watchOthers } from './quiet.ts';
import type { Figures, Rss } from './result.ts';

/** One of those that are measured in turn. */
export interface Contender {
  readonly pid: number;
  readonly storePid?: number | undefined;
  readonly port: number;
  /** Instead of the load's. */
  readonly connections?: number;
  /** The requests of the next measurement. */
  readonly job: () => Pick<Job, 'requests' | 'once' | 'expect'>;
}

export interface Load {
  readonly connections: number;
  readonly limit?: number;
  readonly seconds?: number;
  /** The warm-up goes on until so many were answered, for four times as long at most. */
  readonly warmUpRequests?: number;
  /** Into how many turns a round is cut, so that all see the machine in the same moods. Default 1. */
  readonly turns?: number;
}

interface Sample {
  readonly figures: Figures;
  /** Cores that others used. */
  readonly others: number;
}

/** Of all contenders, in their order, one taken right behind the other. */
type Turn = readonly Sample[];

export interface Measured {
  /** In the order of the contenders. */
  readonly figures: readonly Figures[];
  /** The first's CPU by that of each: the median of the turns' ratios, which the machine's moods change least. */
  readonly ratios: readonly number[];
  /** The first's, from before the warm-up on. */
  readonly rss: Rss;
  /** Others used the machine, or something was done once more because requests failed. */
  readonly disturbed: boolean;
}

/**
 * Warms up, then measures them in turn, A B A B …. A round that is disturbed after it began on a quiet machine
 * is taken once more, and so is the first in which requests fail: a machine that stood still for seconds is not to end
 * a run of half an hour.
 * @throws RequestsFailed when requests fail a second time.
 */
export async function measure(
  bench: Bench,
  contenders: readonly [Contender, ...Contender[]],
  load: Load,
): Promise<Measured> {
  const { rounds, waits } = bench.options;
  const rss = watchRss(contenders[0]);
  const failures = forgiveOne(bench);
  for (const contender of contenders) await failures.forgiven(() => warmUp(bench, contender, load));
  const taken: Turn[][] = [];
  let again = rounds;
  for (let round = 0; round < rounds; round++) {
    const { quiet, turns } = await failures.forgiven(async () => ({
      quiet: waits && (await waitForQuiet()),
      turns: await takeTurns(bench, contenders, load),
    }));
    if (quiet && again > 0 && othersIn(turns) > DISTURBED_CORES) {
      again -= 1;
      round -= 1;
    }
    taken.push(turns);
  }
  const quietest = taken.toSorted((a, b) => othersIn(a) - othersIn(b)).slice(0, rounds);
  const turns = quietest.flat();
  return {
    figures: contenders.map((_, index) => figuresOf(turns.flatMap((turn) => turn[index]?.figures ?? []))),
    ratios: contenders.map((_, index) => median(turns.map((turn) => cpuOf(turn, 0) / cpuOf(turn, index)))),
    rss: rss(),
    disturbed: failures.seen() || median(quietest.map(othersIn)) > DISTURBED_CORES,
  };
}

/** Does something once more if requests of it failed; the next failure is thrown. */
export function forgiveOne({ say }: Bench) {
  let seen = false;
  return {
    seen: () => seen,
    async forgiven<T>(work: () => Promise<T>): Promise<T> {
      try {
        return await work();
      } catch (error) {
        if (seen || !(error instanceof RequestsFailed)) throw error;
        seen = true;
        say(`Once more: ${error.message}`);
        return work();
      }
    },
  };
}

async function takeTurns(bench: Bench, contenders: readonly Contender[], load: Load): Promise<Turn[]> {
  const { turns: count = 1, seconds = bench.options.seconds, ...rest } = load;
  const turns: Turn[] = [];
  for (let turn = 0; turn < count; turn++) {
    const samples: Sample[] = [];
    for (const contender of contenders)
      samples.push(await sample(bench, contender, { ...rest, seconds: seconds / count }));
    turns.push(samples);
  }
  return turns;
}

/** Cores that others used during the most disturbed of them. */
function othersIn(turns: readonly Turn[]): number {
  return Math.max(...turns.flat().map(({ others }) => others));
}

function cpuOf(turn: Turn, contender: number): number {
  return turn[contender]?.figures.cpuMs ?? Number.NaN;
}

/** What V8 compiles it finds by requests, not by time. */
async function warmUp(bench: Bench, contender: Contender, load: Load): Promise<void> {
  const { warmUpRequests = 0 } = load;
  const { warmUpSeconds: seconds, quick } = bench.options;
  let left = quick ? 0 : warmUpRequests;
  for (let turns = 0; turns === 0 || (turns < MOST_WARM_UPS && left > 0); turns++)
    left -= (await bench.driver.drive(jobOf(bench, contender, { ...load, seconds }))).completed;
}

const MOST_WARM_UPS = 10;

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

function watchRss({ pid }: Contender): () => Rss {
  const before = memory(pid).rssMb;
  resetPeak(pid);
  return () => {
    const { rssMb: after, peakMb: peak } = memory(pid);
    return { before, peak, after };
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

function jobOf(
  { options }: Bench,
  { port, job, connections }: Contender,
  { warmUpRequests: _, turns: __, ...load }: Load,
): Job {
  return { seconds: options.seconds, ...load, ...(connections && { connections }), port, ...job() };
}

function figuresOf(all: readonly Figures[]): Figures {
  const values = (value: (one: Figures) => number) => all.map(value);
  return {
    requestsPerSecond: median(values((one) => one.requestsPerSecond)),
    p50: median(values((one) => one.p50)),
    p99: median(values((one) => one.p99)),
    cpuMs: undisturbed(values((one) => one.cpuMs)),
    storeCpuMs:
      all[0]?.storeCpuMs === undefined ? undefined : undisturbed(values((one) => one.storeCpuMs ?? 0)),
  };
}

/**
 * The lower quartile. Who shares the processor's cores (other virtual machines, of which nothing is seen here) doubles
 * what the same work costs for some seconds, and never makes it cheaper: of CPU times the low ones are the work's own.
 */
export function undisturbed(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 4)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = low] = sorted.slice(sorted.length % 2 ? middle : middle - 1, middle + 1);
  return (low + high) / 2;
}
