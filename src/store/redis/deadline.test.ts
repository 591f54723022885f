import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeadline } from './deadline.ts';

describe('a deadline', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('fails what takes longer, each in its own time, and nothing else', async () => {
    const inTime = createDeadline(1000);
    const outcomes: string[] = [];
    const ask = (name: string, work: Promise<string>) =>
      inTime(work).then(
        (value) => outcomes.push(`${name}: ${value}`),
        (error: Error) => outcomes.push(`${name}: ${error.message}`),
      );
    const soon = Promise.withResolvers<string>();
    void ask('first', new Promise(() => {}));
    void ask('broken', Promise.reject(new Error('reset')));
    await vi.advanceTimersByTimeAsync(600);
    void ask('second', new Promise(() => {}));
    void ask('third', soon.promise);
    await vi.advanceTimersByTimeAsync(399);
    expect(outcomes).toEqual(['broken: reset']);
    await vi.advanceTimersByTimeAsync(1);
    expect(outcomes).toEqual(['broken: reset', 'first: Command timed out']);
    soon.resolve('answered');
    await vi.advanceTimersByTimeAsync(599);
    expect(outcomes.slice(2)).toEqual(['third: answered']);
    await vi.advanceTimersByTimeAsync(1);
    expect(outcomes.slice(3)).toEqual(['second: Command timed out']);
  });

  it('keeps no timer once nobody waits', async () => {
    const inTime = createDeadline(1000);
    await inTime(Promise.resolve('answered'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(vi.getTimerCount()).toBe(0);
    const late = inTime(new Promise(() => {}));
    const failed = expect(late).rejects.toThrow('timed out');
    await vi.advanceTimersByTimeAsync(1000);
    await failed;
  });
});
