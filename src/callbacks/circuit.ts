import { isInOrder } from './receivers.ts';

/** Failures of a receiver in a row that open its circuit. */
const OPENS_AT = 5;
const FIRST_MS = 5000;
const MOST_MS = 60_000;

/**
 * For how long a receiver that has failed so often in a row is left alone, whatever waits for it; undefined:
 * not yet. After that time one event at a time tries whether it is back.
 */
export function circuitMs(failures: number): number | undefined {
  if (failures < OPENS_AT) return undefined;
  return Math.min(MOST_MS, FIRST_MS * 2 ** (failures - OPENS_AT));
}

/** How many events may be under way to a receiver that has failed so often in a row. */
export function perReceiver(most: number, receiver: string, failures: number): number {
  return failures < OPENS_AT && !isInOrder(receiver) ? most : 1;
}
