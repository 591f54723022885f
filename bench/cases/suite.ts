import type { Bench } from '../bench.ts';
import type { Result } from '../result.ts';

/** Cases that are set up together. */
export interface Suite {
  /** As they are called on the command line. */
  readonly cases: readonly string[];
  /** Measures those that are wanted, each result as soon as it is there. */
  run(bench: Bench, wanted: (name: string) => boolean): AsyncIterable<Result>;
}
