import type { StoreKind } from './stores.ts';

/** One measurement of one contender: the median of its turns, of CPU times the lower quartile. */
export interface Figures {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** User and system time of the process for one request, in milliseconds. */
  readonly cpuMs: number;
  /** The same of the store's server; undefined: there is none. */
  readonly storeCpuMs?: number | undefined;
}

/** Resident memory in megabytes. */
export interface Rss {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}

export interface Target {
  readonly text: string;
  readonly met: boolean;
}

/** One row of the report. */
export interface Result {
  /** As on the command line. */
  readonly case: string;
  /** What is varied within the case; '' when nothing is. */
  readonly variant: string;
  readonly store: StoreKind | undefined;
  readonly figures?: Figures;
  readonly rss?: Rss;
  readonly floor?: Figures & { readonly name: string };
  /** Our CPU per request by the floor's. */
  readonly ratio?: number;
  /** How many times less CPU than the Ruby system; the machines' difference is taken out by the floor's. */
  readonly timesRuby?: number;
  /** Whatever else was measured: megabytes, milliseconds, numbers, as the name says. */
  readonly values?: Readonly<Record<string, number>>;
  readonly targets: readonly Target[];
  /** Something else ran on the machine meanwhile, or something was done once more because requests failed. */
  readonly disturbed: boolean;
}

/** A target of "at most". */
export function atMost(what: string, most: number, value: number, unit = ''): Target {
  return { text: `${what} ≤ ${most}${unit}`, met: value <= most };
}

export function atLeast(what: string, least: number, value: number, unit = ''): Target {
  return { text: `${what} ≥ ${least}${unit}`, met: value >= least };
}
