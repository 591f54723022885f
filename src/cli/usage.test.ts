import { describe, expect, it } from 'vitest';
import { lines, ok } from '../../test/e2e/installation.ts';
import { DAY_MS } from '../audit/history.ts';
import { loadConfig } from '../config.ts';
import type { DatabaseStore } from '../operations/ports.ts';
import { openDatabaseStore } from '../store/index.ts';
import { openCli } from './testing.ts';

const NOON = 20_000 * DAY_MS + DAY_MS / 2;
const RANGE = ['--since', '2024-10-01', '--until', '2024-10-31'];

async function openSqlite(directory: string): Promise<DatabaseStore> {
  const database = await openDatabaseStore(loadConfig({ DATA_DIR: directory }));
  if (!database) throw new Error('there is no database');
  await database.migrate();
  return database;
}

describe('scalelite usage', () => {
  it('reports tenants day by day, as a table, CSV or JSON', async () => {
    const { run, store, directory } = await openCli({ MULTITENANCY_ENABLED: 'true' });
    const { usage, ...database } = await openSqlite(directory);
    await store.tenants.add({ id: 't1', name: 'school', secrets: ['s'], lrs: {} });
    const meeting = { key: 'a', tenantId: 't1', at: NOON, before: 90_000, users: 7 };
    const evil = { ...meeting, key: 'b', tenantId: '=1+"2"' };
    await usage.record([meeting, evil], 180_000);
    await database.close();
    expect(await run('usage', ...RANGE)).toEqual(
      ok(
        'DAY         TENANT  MEETINGS  MINUTES  PARTICIPANTS',
        '2024-10-04  =1+"2"  1         2        7',
        '2024-10-04  school  1         2        7',
      ),
    );
    expect((await run('usage', ...RANGE, '--csv')).stdout).toBe(
      lines(
        'day,tenant_id,tenant,meetings,minutes,participants',
        `2024-10-04,"'=1+""2""",,1,2,7`,
        '2024-10-04,t1,school,1,2,7',
      ),
    );
    const one = await run('usage', ...RANGE, '--tenant', 't1', '--json');
    expect(JSON.parse(one.stdout)).toEqual([
      {
        ...{ day: '2024-10-04', tenant_id: 't1', tenant: 'school' },
        ...{ meetings: 1, minutes: 2, participants: 7 },
      },
    ]);
  });

  it('refuses what is no time, or too long a one', async () => {
    const { run } = await openCli();
    expect((await run('usage', '--since', 'yesterday')).code).not.toBe(0);
    expect((await run('usage', '--since', '1970-01-01')).stderr).toContain('too many at once');
    expect((await run('usage', '--csv', '--json')).code).toBe(2);
  });
});
