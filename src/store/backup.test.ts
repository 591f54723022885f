import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addServer } from '../../test/e2e/installation.ts';
import { tempDir } from '../../test/helpers/index.ts';
import { loadConfig } from '../config.ts';
import { BackupFailed, backUp } from './backup.ts';
import { openClusterStore, openDatabaseStore } from './index.ts';

const SECRETS = ['loadbalancer-secret', 'secret-key-base'];

/** An installation on one machine that is being used. */
async function installation() {
  const { path, remove } = await tempDir();
  const config = loadConfig({ DATA_DIR: join(path, 'data') });
  const [store, database] = [await openClusterStore(config), await openDatabaseStore(config)];
  onTestFinished(async () => {
    await Promise.all([store.close(), database?.close()]);
    await remove();
  });
  await Promise.all([store.migrate(), database?.migrate()]);
  await writeFile(join(config.dataDir, 'loadbalancer-secret'), 'kept\n', { mode: 0o600 });
  return { path, config, store };
}

describe('a backup of DATA_DIR', () => {
  it('is whole while everything goes on, and can be used in its place', async () => {
    const { path, config, store } = await installation();
    await addServer(store, { id: 'bbb1', load: 2 });
    const target = join(path, 'backups', 'monday');
    const copied = await backUp(config, SECRETS, target);
    expect(copied.map(({ name }) => name)).toEqual(['cluster.db', 'records.db', 'loadbalancer-secret']);
    await addServer(store, { id: 'bbb2' });
    expect(await readFile(join(target, 'loadbalancer-secret'), 'utf8')).toBe('kept\n');
    expect((await stat(join(target, 'cluster.db'))).mode & 0o777).toBe(0o600);
    const restored = await openClusterStore(loadConfig({ DATA_DIR: target }));
    onTestFinished(() => restored.close());
    await restored.check();
    expect((await restored.servers.list()).map(({ id }) => id)).toEqual(['bbb1']);
  });

  it('takes no place that is taken, but one that is empty', async () => {
    const { path, config } = await installation();
    const target = join(path, 'backup');
    await mkdir(target);
    await backUp(config, SECRETS, target);
    await expect(backUp(config, SECRETS, target)).rejects.toThrow('there already, and not empty');
  });

  it('that can not be written leaves nothing behind', async () => {
    const { path, config } = await installation();
    await writeFile(
      join(config.dataDir, 'records.db'),
      'no database at all, but long enough to be read as one',
    );
    await expect(backUp(config, SECRETS, join(path, 'backup'))).rejects.toThrow(BackupFailed);
    expect(await readdir(path)).toEqual(['data']);
  });

  it('of an installation that keeps nothing there is none', async () => {
    const { path } = await installation();
    const elsewhere = loadConfig({
      DATA_DIR: join(path, 'other'),
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/x',
    });
    await expect(backUp(elsewhere, SECRETS, join(path, 'backup'))).rejects.toThrow('nothing to back up');
  });
});
