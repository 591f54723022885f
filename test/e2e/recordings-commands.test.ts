import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { imported } from '../../src/store/contract/recordings.contract.ts';
import { openDatabaseStore } from '../../src/store/index.ts';
import { lines, openPool } from './installation.ts';

it('bin/rake and bin/scalelite manage recordings', async () => {
  const pool = await openPool('SQLite');
  const config = loadConfig(pool.env);
  const database = await openDatabaseStore(config);
  if (!database) throw new Error('no database');
  onTestFinished(() => database.close());
  const { recordings } = database;
  const folder = (directory: string, id: string) => join(directory, 'presentation', id);
  for (const id of ['one', 'two']) {
    await recordings.put(imported(id, { startTime: Date.UTC(2024, 0, 1) }));
    await mkdir(folder(config.recordingPublishDir, id), { recursive: true });
    await writeFile(join(folder(config.recordingPublishDir, id), 'index.html'), id);
  }
  const unpublished = async (): Promise<string[]> => {
    const names = await readdir(join(config.recordingUnpublishDir, 'presentation'));
    return names.filter((name) => !name.startsWith('.')).sort();
  };
  const ok = (...printed: string[]) => ({ code: 0, stdout: lines(...printed), stderr: '' });

  const listed = await pool.scalelite('recordings', 'list');
  expect(listed.stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['ID', 'STATE', 'STARTED (UTC)', 'FORMATS', 'NAME'],
    ['two', 'published', '2024-01-01 00:00', 'presentation', 'Physik für alle 🎓'],
    ['one', 'published', '2024-01-01 00:00', 'presentation', 'Physik für alle 🎓'],
    [''],
  ]);
  expect(await pool.scalelite('recordings', 'unpublish', 'one')).toEqual(ok('one unpublished'));
  expect(await unpublished()).toEqual(['one']);
  const shown = await pool.scalelite('recordings', 'show', 'one', '--json');
  expect(JSON.parse(shown.stdout)).toMatchObject({ id: 'one', state: 'unpublished', meeting_id: 'room' });
  expect(await pool.scalelite('recordings', 'publish', 'two', 'nobody')).toMatchObject({ code: 3 });

  await recordings.setPublished('two', false);
  expect(await pool.rake('recordings:update', 'recordings:addToTenant[t1]')).toEqual(
    ok('All existing recordings have been successfully linked to tenant t1'),
  );
  expect(await unpublished()).toEqual(['one', 'two']);
  expect(await recordings.count({ tenantId: 't1' })).toBe(2);
  expect(await pool.rake('recordings:addToTenant')).toEqual({
    code: 1,
    stdout: '',
    stderr: lines('No tenant ID was provided'),
  });

  expect(await pool.scalelite('recordings', 'verify')).toEqual(
    ok('All recordings and files belong together'),
  );
  expect(await pool.scalelite('recordings', 'delete', 'one')).toMatchObject({ code: 4 });
  expect(await pool.scalelite('recordings', 'delete', 'one', '--yes')).toEqual(ok('one deleted'));
  expect(await pool.scalelite('recordings', 'prune', '--older-than', '2024-01-02', '--yes')).toEqual(
    ok('1 recording deleted'),
  );
  expect(await unpublished()).toEqual([]);
}, 60_000);
