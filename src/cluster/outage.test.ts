import { beforeEach, describe, expect, it } from 'vitest';
import { createOutage } from './outage.ts';

describe('an outage', () => {
  let said: string[];
  let time: number;
  let outage: ReturnType<typeof createOutage>;
  const fail = () => outage.failed() && said.push('lost');
  const work = () => outage.worked() && said.push('back');

  beforeEach(() => {
    said = [];
    time = 0;
    outage = createOutage(() => time);
  });

  it('is told once, and its end at the first answer', () => {
    for (const act of [work, fail, fail, work, work]) act();
    expect(said).toEqual(['lost', 'back']);
  });

  it('of some requests only is not told and taken back between any two of them', () => {
    for (let at = 0; at < 50; at += 1) {
      time += 100;
      fail();
      work();
    }
    expect(said).toEqual(['lost', 'back', 'lost']);
    time += 10_000;
    work();
    expect(said).toEqual(['lost', 'back', 'lost', 'back']);
  });

  it('that comes long after the last one is told like the first', () => {
    for (const wait of [0, 20_000]) {
      time += wait;
      fail();
      work();
    }
    expect(said).toEqual(['lost', 'back', 'lost', 'back']);
  });
});
