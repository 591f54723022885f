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
 * with the 128 bits taken from the SHA-256 of the ID. `length` is VOICE_BRIDGE_LEN.
 */
export function voiceBridgeNumbers(meetingId: string, length: number): string[] {
  const draw = mersenneTwister(seedWords(meetingId));
  const numbers: string[] = [];
  for (let i = 0; i < TRIES; i++) {
    let number = String(1 + bounded(draw, 8));
    while (number.length < length) number += bounded(draw, 9);
    if (number !== RESERVED) numbers.push(number);
  }
  return numbers;
}

/** The seed's 32-bit words, least significant first, without leading zero words, as Ruby counts them. */
function seedWords(meetingId: string): number[] {
  const digest = hash('sha256', meetingId, 'buffer');
  const words = [8, 12, 0, 4].map((offset) => digest.readUInt32LE(offset));
  while (words.length > 1 && words.at(-1) === 0) words.pop();
  return words;
}

/** Ruby's bounded draw, 0 to `limit` inclusive: the low bits of an output, drawn again while they exceed it. */
function bounded(draw: () => number, limit: number): number {
  const mask = 2 ** (32 - Math.clz32(limit)) - 1;
  for (;;) {
    const value = (draw() & mask) >>> 0;
    if (value <= limit) return value;
  }
}

function mersenneTwister(key: readonly number[]): () => number {
  const state = initByArray(key);
  let index = 0;
  // Each word is twisted when it is drawn instead of all 624 at once: a call needs some 150 of them.
  return () => {
    const next = (index + 1) % STATE_SIZE;
    const y = (at(state, index) & 0x80000000) | (at(state, next) & 0x7fffffff);
    const word = at(state, (index + SHIFT) % STATE_SIZE) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
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
  return (y ^ (y >>> 18)) >>> 0;
}

/** Where every initialisation by array begins: half of its work, done once. */
const START = startState();

function startState(): Uint32Array {
  const state = new Uint32Array(STATE_SIZE);
  state[0] = 19650218;
  for (let i = 1; i < STATE_SIZE; i++) {
    state[i] = Math.imul(1812433253, mixed(at(state, i - 1))) + i;
  }
  return state;
}

function initByArray(key: readonly number[]): Uint32Array {
  const state = START.slice();
  let before = at(state, 0);
  let i = 1;
  for (let k = 0; k < Math.max(STATE_SIZE, key.length); k++) {
    const j = k % key.length;
    before = ((at(state, i) ^ Math.imul(mixed(before), 1664525)) + (key[j] ?? 0) + j) >>> 0;
    state[i] = before;
    i = wrapped(state, i + 1);
  }
  for (let k = 1; k < STATE_SIZE; k++) {
    before = ((at(state, i) ^ Math.imul(mixed(before), 1566083941)) - i) >>> 0;
    state[i] = before;
    i = wrapped(state, i + 1);
  }
  state[0] = 0x80000000;
  return state;
}

function mixed(before: number): number {
  return before ^ (before >>> 30);
}

function wrapped(state: Uint32Array, index: number): number {
  if (index < STATE_SIZE) return index;
  state[0] = at(state, STATE_SIZE - 1);
  return 1;
}

function at(state: Uint32Array, index: number): number {
  return state[index] ?? 0;
}
