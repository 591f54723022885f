import type { Tally } from './tally.ts';

/** Counts calls of clients. */
export interface RequestCounter {
  /** `call`, `outcome`: of a bounded set of words; nothing that a client wrote. */
  observe(call: string, outcome: string, ms: number): void;
}

export function requestCounter(tally: Tally): RequestCounter {
  return {
    observe(call, outcome, ms) {
      tally.count('requests', 1, call, outcome);
      tally.observe('requestSeconds', ms, call);
    },
  };
}
