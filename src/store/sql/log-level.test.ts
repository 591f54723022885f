import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshDatabase, tempDir } from '../../../test/helpers/index.ts';
import type { LogLevelStore } from '../../operations/log-level-store.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import { openPostgresDatabaseStore, openSqliteDatabaseStore } from './database-store.ts';

async function opened(database: DatabaseStore): Promise<LogLevelStore> {
  onTestFinished(() => database.close());
  await database.migrate();
  return database.logLevel;
}

async function openSqlite(): Promise<LogLevelStore> {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  return opened(openSqliteDatabaseStore({ file: join(path, 'records.db') }));
}

async function openPostgres(): Promise<LogLevelStore> {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  return opened(openPostgresDatabaseStore({ url }));
}

describe.each([
  ['SQLite', openSqlite],
  ['PostgreSQL', openPostgres],
])('the log level for a while on %s', (_, open) => {
  it('is the one that was chosen last, until its time is over or it is cleared', async () => {
    const levels = await open();
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
