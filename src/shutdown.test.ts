import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createShutdown } from './shutdown.ts';

/** A shutdown under test, its signals, and what it did. */
function started(times: { graceMs?: number; echoMs?: number } = {}) {
  const signals = new EventEmitter();
  const forced = new EventEmitter();
  const said: string[] = [];
  const exit = (code: number) => forced.emit('exit', code);
  const shutdown = createShutdown({ signals, exit, say: (line) => said.push(line), ...times });
  return { signals, forced, said, shutdown };
}

/** Something that runs until it is stopped (or, when `stubborn`, for ever). */
function running({ stubborn = false } = {}) {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let stops = 0;
  const stop = async () => {
    stops++;
    if (!stubborn) resolve();
  };
  return { stop, done, resolve, stops: () => stops };
}

describe('stopping', () => {
  it('leaves signals alone until somebody listens', () => {
    const { signals, shutdown } = started();
    expect(signals.eventNames()).toEqual([]);
    shutdown.listen();
    shutdown.listen();
    expect(signals.listenerCount('SIGTERM')).toBe(1);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])('happens at %s', async (signal) => {
    const { signals, said, shutdown } = started();
    const part = running();
    const stopped = shutdown.untilStopped(part);
    signals.emit(signal);
    await stopped;
    expect([part.stops(), said]).toEqual([1, []]);
  });

  it('happens at once when the signal came before', async () => {
    const { signals, shutdown } = started();
    shutdown.listen();
    signals.emit('SIGTERM');
    await shutdown.untilStopped(running());
  });

  it('leaves more time to what asks for it', async () => {
    const { signals, forced, said, shutdown } = started({ graceMs: 1, echoMs: 0 });
    void shutdown.untilStopped({ ...running({ stubborn: true }), graceMs: 60_000 });
    signals.emit('SIGTERM');
    const early = once(forced, 'exit', { signal: AbortSignal.timeout(100) });
    await expect(early).rejects.toThrow('aborted');
    expect(said).toEqual([]);
  });

  it('waits for what ends by itself, and tells how', async () => {
    const { shutdown } = started();
    await shutdown.untilStopped({ stop: async () => {}, done: Promise.resolve() });
    const failed = { stop: async () => {}, done: Promise.reject(new Error('the port is gone')) };
    await expect(shutdown.untilStopped(failed)).rejects.toThrow('the port is gone');
  });

  it('is forced by a second signal', async () => {
    const { signals, forced, said, shutdown } = started({ echoMs: 0 });
    const part = running({ stubborn: true });
    const stopped = shutdown.untilStopped(part);
    const exit = once(forced, 'exit');
    signals.emit('SIGINT');
    signals.emit('SIGINT');
    expect(await exit).toEqual([1]);
    expect(said).toEqual(['scalelite: a second signal came; stopping at once']);
    part.resolve();
    await stopped;
  });

  it('takes signals of the same moment for one', async () => {
    const { signals, said, shutdown } = started();
    const stopped = shutdown.untilStopped(running());
    signals.emit('SIGINT');
    signals.emit('SIGTERM');
    await stopped;
    expect(said).toEqual([]);
  });

  it('is forced when the time is up', async () => {
    const { signals, forced, said, shutdown } = started({ graceMs: 10 });
    const part = running({ stubborn: true });
    const stopped = shutdown.untilStopped(part);
    const exit = once(forced, 'exit');
    signals.emit('SIGTERM');
    expect(await exit).toEqual([1]);
    expect(said).toEqual(['scalelite: not everything had ended 0.01 s after the signal; stopping at once']);
    part.resolve();
    await stopped;
  });
});
