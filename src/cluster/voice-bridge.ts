import { hash } from 'node:crypto';

const STATE_SIZE = 624;
const SHIFT = 397;
const TRIES = 10;
/** Reserved by BBB's dial-in for the PIN prompt. */
const RESERVED = '99999';

/**
 * The dial-in numbers to try for a meeting, in order: the same ones for the same meeting ID always, and the
 * very ones the Ruby system draws, so that a recurring meeting keeps its number across the move.
 *
 * The generator is Ruby's `Random.new(seed)`: MT19937 (Matsumoto and Nishimura 1998) initialised by array
 * with the 128 bits taken from the SHA-256 of the ID. `length` is VOICE_BRIDGE_LEN. `tries`: only the first so
 * many are drawn; default all, which are 10.
 */
export function voiceBridgeNumbers(meetingId: string, length: number, tries = TRIES): string[] {
  const draw = mersenneTwister(seedWords(meetingId));
  const numbers: string[] = [];
  for (let i = 0; i < tries; i++) {
    let number = String(1 + bounded(draw, 8));
    while (number.length < length) number += bounded(draw, 9);
    if (number !== RESERVED) numbers.push(number);
  }
  return numbers;
}

/** The seed's 32-bit words, least significant first, without leading zero words, as Ruby counts them. */
function seedWords(meetingId: string): number[] {
  const digest = hash('sha256', meetingId, 'buffer');
  const words = [8, 12, 0, 4].map((offset) => digest.readInt32LE(offset));
  while (words.length > 1 && words.at(-1) === 0) words.pop();
  return words;
}

/** Ruby's bounded draw, 0 to `limit` inclusive: the low bits of an output, drawn again while they exceed it. */
function bounded(draw: () => number, limit: number): number {
  const mask = 2 ** (32 - Math.clz32(limit)) - 1;
  for (;;) {
    const value = draw() & mask;
    if (value <= limit) return value;
  }
}

/** One for all meetings, as numbers are drawn in one go: memory of its own for each took as long as the drawing. */
const state = new Int32Array(STATE_SIZE);

function mersenneTwister(key: readonly number[]): () => number {
  initByArray(key);
  let index = 0;
  // Each word is twisted when it is drawn instead of all 624 at once: a call needs some 150 of them.
  return () => {
    const next = index + 1 < STATE_SIZE ? index + 1 : 0;
    const far = index + SHIFT < STATE_SIZE ? index + SHIFT : index + SHIFT - STATE_SIZE;
    const y = (at(state, index) & 0x80000000) | (at(state, next) & 0x7fffffff);
    const word = at(state, far) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    state[index] = word;
    index = next;
    return temper(word);
  };
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}

/** Where every initialisation by array begins: half of its work, done once. */
const START = startState();

function startState(): Int32Array {
  const start = new Int32Array(STATE_SIZE);
  start[0] = 19650218;
  for (let i = 1; i < STATE_SIZE; i++) {
    start[i] = Math.imul(1812433253, mixed(at(start, i - 1))) + i;
  }
  return start;
}

/**
 * Every word is changed twice, the second one first when its turn comes again: by itself, as nothing asks in the
 * loops where a word stands. Each change waits for the one before, so this is most of the drawing.
 */
function initByArray(key: readonly number[]): void {
  state.set(START);
  const added = Int32Array.from(key, (word, j) => word + j);
  let before = at(state, 0);
  let j = 0;
  for (let i = 1; i <= STATE_SIZE; i++) {
    const place = i < STATE_SIZE ? i : 1;
    before = ((at(state, place) ^ Math.imul(mixed(before), 1664525)) + at(added, j)) | 0;
    state[place] = before;
    j = j + 1 < added.length ? j + 1 : 0;
  }
  for (let i = 2; i <= STATE_SIZE; i++) {
    const place = i < STATE_SIZE ? i : 1;
    before = ((at(state, place) ^ Math.imul(mixed(before), 1566083941)) - place) | 0;
    state[place] = before;
  }
  state[0] = 0x80000000;
}

function mixed(before: number): number {
  return before ^ (before >>> 30);
}

function at(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}
