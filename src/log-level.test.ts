import { expect, it, onTestFinished } from 'vitest';
import { StoreUnavailable } from './cluster/ports.ts';
import { followLogLevel } from './log-level.ts';
import { createLogger } from './logger.ts';
import type { ChosenLevel } from './operations/log-level-store.ts';

it('a process logs what was chosen for all, while that holds', async () => {
  const lines: string[] = [];
  const log = createLogger({ logLevel: 'warn' }, { write: (line) => lines.push(line) });
  let next: () => ChosenLevel | undefined = () => undefined;
  const store = { read: async () => next() };
  onTestFinished(followLogLevel({ log, configured: 'warn', store, everyMs: 5 }));
  const tells = (message: string) => lines.some((line) => line.includes(message));
  log.debug({}, 'before');
  next = () => ({ level: 'debug', until: Date.now() + 60_000 });
  await expect.poll(() => tells('"logs":"debug"')).toBe(true);
  next = () => {
    throw new StoreUnavailable('away');
  };
  await new Promise((resolve) => setTimeout(resolve, 30));
  log.debug({}, 'meanwhile');
  next = () => undefined;
  await expect.poll(() => tells('"logs":"warn"')).toBe(true);
  log.debug({}, 'after');
  expect([tells('before'), tells('meanwhile'), tells('after')]).toEqual([false, true, false]);
  expect(tells('could not be read')).toBe(false);
});
