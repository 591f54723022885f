import { describe, expect, it } from 'vitest';
import { resetLogLevel, setLogLevel, showLogLevel } from './log-level.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';

describe('the log level', () => {
  it('is chosen for a while, and is the configured one again after it', async () => {
    const context = await openContext({ env: { LOG_LEVEL: 'warn' } });
    const configured = { level: 'warn', configured: 'warn', until: null };
    expect(await perform(showLogLevel, context, {})).toEqual(configured);
    const set = await perform(setLogLevel, context, { level: 'debug', for: '15m' });
    expect(set).toMatchObject({ level: 'debug', configured: 'warn' });
    const ahead = Date.parse(set.until ?? '') - Date.now();
    expect(ahead).toBeGreaterThan(13 * 60_000);
    expect(ahead).toBeLessThanOrEqual(15 * 60_000 + 1000);
    expect(await perform(showLogLevel, context, {})).toEqual(set);
    expect(await perform(resetLogLevel, context, {})).toEqual(configured);
    expect(await perform(resetLogLevel, context, {})).toEqual(configured);
    const { audit } = (await context.database()) ?? {};
    const page = await audit?.list({}, { limit: 10 });
    expect(page?.entries.map(({ action }) => action)).toEqual(['log-level.reset', 'log-level.set']);
  });

  it('is refused where it is none, or for a time that is none', async () => {
    const context = await openContext();
    for (const input of [{ level: 'loud' }, { level: 'debug', for: '15' }, { level: 'debug', for: '0m' }])
      await expect(perform(setLogLevel, context, input as never)).rejects.toThrow();
  });

  it('can not be chosen without a database', async () => {
    const context = await openContext({ database: async () => undefined });
    await expect(perform(setLogLevel, context, { level: 'debug' })).rejects.toThrow('DB_DISABLED');
  });
});
