import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBreather } from './event-loop.ts';

describe('a synchronous store', () => {
  it('lets timers run while a caller awaits one answer after the other', async () => {
    const breathe = createBreather();
    let rang = false;
    setTimeout(() => {
      rang = true;
    }, 1);
    const giveUp = Date.now() + 5000;
    while (!rang && Date.now() < giveUp) await breathe();
    expect(rang).toBe(true);
  });

  it('does not wait otherwise', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const breathe = createBreather();
    expect(breathe()).toBeUndefined();
    expect(breathe()).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(breathe()).toBeUndefined();
  });
});
