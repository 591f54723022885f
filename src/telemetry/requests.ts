import type { Tally } from './tally.ts';

/** Counts calls of clients. */
export interface RequestCounter {
  /** `call`, `outcome`: of a bounded set of words; nothing that a client wrote. */
  observe(call: string, outcome: string, ms: number): void;
}

interface Series {
  readonly took: (ms: number) => void;
  /** By outcome. */
  readonly counted: Map<string, (more: number) => void>;
}

export function requestCounter(tally: Tally): RequestCounter {
  const calls = new Map<string, Series>();

  function seriesOf(call: string): Series {
    const series = { took: tally.timer('requestSeconds', call), counted: new Map() };
    calls.set(call, series);
    return series;
  }

  return {
    observe(call, outcome, ms) {
      const { took, counted } = calls.get(call) ?? seriesOf(call);
      let count = counted.get(outcome);
      if (count === undefined) {
        count = tally.counter('requests', call, outcome);
        counted.set(outcome, count);
      }
      count(1);
      took(ms);
    },
  };
}
