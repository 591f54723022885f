import { describe, expect, it } from 'vitest';
import { createSettling } from './settled.ts';

function tar(changedAt: number, stamp = String(changedAt)) {
  return { name: 'a.tar', size: 1, changedAt, stamp };
}

describe('a tar in the spool', () => {
  it('is taken when it has not changed for a second', () => {
    let now = 10_000;
    const settling = createSettling(() => now);
    expect(settling.settled([tar(9001)])).toEqual([]);
    now = 10_001;
    expect(settling.settled([tar(9001)])).toEqual([tar(9001)]);
  });

  it('is left while it grows', () => {
    let now = 10_000;
    const settling = createSettling(() => now);
    for (; now < 20_000; now += 500) expect(settling.settled([tar(now)])).toEqual([]);
  });

  it('is taken after a second of its own where the file system’s clock is ahead', () => {
    let now = 10_000;
    const settling = createSettling(() => now);
    expect(settling.settled([tar(99_000)])).toEqual([]);
    now = 10_900;
    expect(settling.settled([tar(99_500)])).toEqual([]);
    now = 11_800;
    expect(settling.settled([tar(99_500)])).toEqual([]);
    now = 11_900;
    expect(settling.settled([tar(99_500)])).toEqual([tar(99_500)]);
  });

  it('counts anew when it is another file of that name, or the clock was set back', () => {
    let now = 10_000;
    const settling = createSettling(() => now);
    settling.settled([tar(99_000, 'one')]);
    now = 11_500;
    expect(settling.settled([tar(99_000, 'two')])).toEqual([]);
    now = 5000;
    expect(settling.settled([tar(99_000, 'two')])).toEqual([]);
    now = 6000;
    expect(settling.settled([tar(99_000, 'two')])).toHaveLength(1);
  });
});
