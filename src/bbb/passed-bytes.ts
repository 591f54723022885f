/** Bytes after which what has passed is thrown away. */
const LIMIT_BYTES = 4 * 1024 * 1024;
/** So many leave something behind among the old objects … */
const TIDY_BYTES = 32 * 1024 * 1024;
/** … which is looked for when nothing has passed for so long … */
const QUIET_MS = 250;
/** … but not more often: it costs some 40 ms of another core. */
const TIDY_EVERY_MS = 10_000;

/**
 * To be told of bytes that have passed through this process. They are garbage outside of the heap, of which V8
 * gathers up to 64 MB before it looks at it. A collection among the young objects takes a millisecond, and the
 * memory is used again: 20 MB of slides cost 10 MB instead of 70, and half the time. What has grown old meanwhile
 * is collected once nobody waits. Nothing where Node runs without --expose-gc.
 */
export const bytesPassed = createCounter();

/** The same, with a count of its own. */
export function createCounter(): (count: number) => void {
  let passed = 0;
  let untidied = 0;
  let tidiedAt = Number.NEGATIVE_INFINITY;
  let quiet: NodeJS.Timeout | undefined;

  function tidySoon(): void {
    clearTimeout(quiet);
    const wait = Math.max(QUIET_MS, tidiedAt + TIDY_EVERY_MS - performance.now());
    quiet = setTimeout(tidy, wait).unref();
  }

  function tidy(): void {
    untidied = 0;
    tidiedAt = performance.now();
    globalThis.gc?.({ type: 'major', execution: 'async' });
  }

  return (count) => {
    passed += count;
    if (passed < LIMIT_BYTES) return;
    untidied += passed;
    passed = 0;
    globalThis.gc?.({ type: 'minor' });
    if (untidied >= TIDY_BYTES) tidySoon();
  };
}
