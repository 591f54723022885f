import type { Metric, MetricSample } from './text.ts';

/** Calls counted by what became of them, as plain data that processes can send each other. */
export type RequestCounts = Readonly<Record<string, Counted>>;

interface Counted {
  readonly call: string;
  readonly outcome: string;
  readonly count: number;
  readonly seconds: number;
  /** How many took at most the time of each bucket. */
  readonly buckets: readonly number[];
}

/** What counts requests. Costs a fraction of a microsecond for each. */
export interface RequestCounter {
  /** `call`, `outcome`: of a bounded set of words; nothing that a client wrote. */
  observe(call: string, outcome: string, ms: number): void;
  add(counts: RequestCounts): void;
  read(): RequestCounts;
  /** The same, and begins anew. */
  take(): RequestCounts;
}

/** Seconds. A create that tries three servers may take half a minute. */
const BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 1, 5, 30];

interface Count {
  readonly call: string;
  readonly outcome: string;
  count: number;
  seconds: number;
  readonly buckets: number[];
}

export function createRequestCounter(): RequestCounter {
  let counts = new Map<string, Count>();

  function countOf(call: string, outcome: string): Count {
    const key = `${call} ${outcome}`;
    const known = counts.get(key);
    if (known) return known;
    const made = { call, outcome, count: 0, seconds: 0, buckets: BUCKETS.map(() => 0) };
    counts.set(key, made);
    return made;
  }

  const read = (): RequestCounts => Object.fromEntries(counts);

  return {
    observe(call, outcome, ms) {
      const count = countOf(call, outcome);
      const seconds = ms / 1000;
      count.count += 1;
      count.seconds += seconds;
      for (let index = BUCKETS.length - 1; index >= 0 && seconds <= (BUCKETS[index] ?? 0); index--)
        count.buckets[index] = (count.buckets[index] ?? 0) + 1;
    },
    add(others) {
      for (const { call, outcome, count, seconds, buckets } of Object.values(others)) {
        const own = countOf(call, outcome);
        own.count += count;
        own.seconds += seconds;
        for (const [index, more] of buckets.entries()) own.buckets[index] = (own.buckets[index] ?? 0) + more;
      }
    },
    read,
    take() {
      const taken = read();
      counts = new Map();
      return taken;
    },
  };
}

export function requestMetrics(counts: RequestCounts): Metric[] {
  const all = Object.values(counts);
  return [
    {
      name: 'scalelite_requests_total',
      type: 'counter',
      help: 'Calls answered, by what became of them: ok, or the key of the failure',
      samples: all.map(({ call, outcome, count }) => ({ labels: { call, outcome }, value: count })),
    },
    {
      name: 'scalelite_request_duration_seconds',
      type: 'histogram',
      help: 'How long calls took to be answered',
      samples: [...Map.groupBy(all, ({ call }) => call)].flatMap(([call, of]) => histogram(call, of)),
    },
  ];
}

function histogram(call: string, counts: readonly Counted[]): MetricSample[] {
  const sum = (figure: (count: Counted) => number): number =>
    counts.reduce((total, count) => total + figure(count), 0);
  const bucket = (le: string, value: number): MetricSample => ({
    suffix: '_bucket',
    labels: { call, le },
    value,
  });
  return [
    ...BUCKETS.map((most, index) =>
      bucket(
        String(most),
        sum(({ buckets }) => buckets[index] ?? 0),
      ),
    ),
    bucket(
      '+Inf',
      sum(({ count }) => count),
    ),
    { suffix: '_sum', labels: { call }, value: sum(({ seconds }) => seconds) },
    { suffix: '_count', labels: { call }, value: sum(({ count }) => count) },
  ];
}
