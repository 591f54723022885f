import { describe, expect, it } from 'vitest';
import { databaseKinds, databaseOfTest } from '../contract/database.ts';

describe.each(databaseKinds)('the log level for a while on %s', (kind) => {
  it('is the one that was chosen last, until its time is over or it is cleared', async () => {
    const { logLevel: levels } = await databaseOfTest(kind);
    expect(await levels.read()).toBeUndefined();
    expect(await levels.clear()).toBe(false);
    await levels.choose('debug', 60_000);
    const chosen = await levels.choose('warn', 120_000);
    expect(chosen.level).toBe('warn');
    expect(chosen.until).toBeGreaterThan(Date.now() + 60_000);
    expect(await levels.read()).toEqual(chosen);
    expect(await levels.clear()).toBe(true);
    expect(await levels.read()).toBeUndefined();
    await levels.choose('debug', 0);
    expect(await levels.read()).toBeUndefined();
    expect(await levels.clear()).toBe(false);
  });
});
