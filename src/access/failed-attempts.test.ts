import { describe, expect, it } from 'vitest';
import { createFailedAttempts } from './failed-attempts.ts';

function attempts() {
  const clock = { ms: 0 };
  return { clock, ...createFailedAttempts(() => clock.ms) };
}

function times(count: number, act: () => void): void {
  for (let i = 0; i < count; i++) act();
}

describe('whoever tries credentials', () => {
  it('may be wrong ten times a minute, then has to wait for its end', () => {
    const { clock, failed, waitFor } = attempts();
    times(9, () => failed('192.0.2.1'));
    expect(waitFor('192.0.2.1')).toBeUndefined();
    clock.ms = 20_500;
    failed('192.0.2.1');
    expect(waitFor('192.0.2.1')).toBe(40);
    clock.ms = 59_999;
    expect(waitFor('192.0.2.1')).toBe(1);
    clock.ms = 60_000;
    expect(waitFor('192.0.2.1')).toBeUndefined();
  });

  it('does not make others wait', () => {
    const { failed, waitFor } = attempts();
    times(10, () => failed('192.0.2.1'));
    expect(waitFor('192.0.2.2')).toBeUndefined();
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8:0:0:5:6:7:8', true],
    ['::1', '::2', true],
    ['::1', '1::', false],
  ])('with an IPv6 address %s has its whole network: %s', (one, other, same) => {
    const { failed, waitFor } = attempts();
    times(10, () => failed(one));
    expect(waitFor(other) !== undefined).toBe(same);
  });

  it('is forgotten when very many others come', () => {
    const { failed, waitFor } = attempts();
    times(10, () => failed('first'));
    times(10, () => failed('second'));
    for (let i = 0; i < 9999; i++) failed(`other ${i}`);
    expect(waitFor('first')).toBeUndefined();
    expect(waitFor('second')).toBe(60);
  });
});
