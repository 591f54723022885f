import { createHash } from 'node:crypto';

/** A generator of repeatable chance: the same seed gives the same sequence. Never for secrets of real systems. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** An integer, both ends included. */
  between(low: number, high: number): number;
  /** One of a list; throws RangeError for an empty one. */
  pick<T>(list: readonly T[]): T;
  /** True in `share` (0–1) of all cases. */
  chance(share: number): boolean;
  /** Letters and digits. */
  text(length: number, alphabet?: string): string;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const LOWER_ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Mulberry32: 32 bits of state, a few nanoseconds a number, good enough for plausible traffic. */
export function seededRandom(seed: string | number): Random {
  let state = createHash('sha256').update(String(seed)).digest().readUInt32LE(0);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick: (list) => pickFrom(list, next()),
    chance: (share) => next() < share,
    text: (length, alphabet = ALPHANUMERIC) =>
      Array.from({ length }, () => alphabet.charAt(between(0, alphabet.length - 1))).join(''),
  };
}

function pickFrom<T>(list: readonly T[], point: number): T {
  for (const item of list.slice(Math.floor(point * list.length))) return item;
  throw new RangeError('nothing to pick from');
}
