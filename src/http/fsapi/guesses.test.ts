import { describe, expect, it } from 'vitest';
import { createGuessGuard } from './guesses.ts';

const MINUTE = 60_000;

function guard() {
  let time = 0;
  const guesses = createGuessGuard(() => time);
  const wrong = (caller: string, times: number) => {
    for (let i = 0; i < times; i++) guesses.wrong(caller);
  };
  return { ...guesses, wrong, pass: (ms: number) => (time += ms) };
}

describe('a wrong PIN', () => {
  it('costs nothing four times', () => {
    const { wrong, delay } = guard();
    wrong('caller', 4);
    expect(delay('caller')).toBe(0);
  });

  it('makes the next answers later from the fifth on, up to 3 seconds', () => {
    const { wrong, delay } = guard();
    wrong('caller', 5);
    expect(delay('caller')).toBe(500);
    wrong('caller', 2);
    expect(delay('caller')).toBe(1500);
    wrong('caller', 100);
    expect(delay('caller')).toBe(3000);
  });

  it('counts over all callers too, since a caller may show another number each time', () => {
    const { wrong, delay } = guard();
    for (let i = 0; i < 5; i++) wrong(`caller ${i}`, 1);
    expect(delay('somebody else')).toBe(500);
  });

  it('is forgotten after 10 minutes', () => {
    const { wrong, delay, pass } = guard();
    wrong('caller', 8);
    pass(10 * MINUTE - 1);
    expect(delay('caller')).toBe(2000);
    pass(1);
    expect(delay('caller')).toBe(0);
  });
});
