import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeArchive } from '../simulator/archives/archive.ts';
import { openCli } from './testing.ts';

async function opened() {
  const cli = await openCli();
  const spool = join(cli.directory, 'recordings/spool');
  const archive = await writeArchive(join(cli.directory, 'elsewhere'), { bytes: 20_000, formats: ['video'] });
  return { ...cli, spool, archive };
}

describe('scalelite recordings', () => {
  it('imports a file, which stays where it is', async () => {
    const { run, archive, directory, spool } = await opened();
    const { recordId } = archive.recording;
    expect(await run('recordings', 'import', archive.path)).toEqual({
      code: 0,
      stdout: `${recordId} imported\n`,
      stderr: '',
    });
    expect(existsSync(archive.path)).toBe(true);
    expect(readdirSync(spool)).toEqual([]);
    expect(readdirSync(join(directory, 'recordings/published/video'))).toContain(recordId);
    expect((await run('recordings', 'list')).stdout).toContain(recordId);
  });

  it('says why a file is not imported', async () => {
    const { run, archive, directory, spool } = await opened();
    const bad = join(directory, 'bad.tar');
    writeFileSync(bad, 'no tar');
    expect(await run('recordings', 'import', bad)).toMatchObject({
      code: 1,
      stderr: 'It can not be imported: it ends too early\n',
    });
    expect(await run('recordings', 'import', join(directory, 'x.zip'))).toMatchObject({ code: 2 });
    expect(await run('recordings', 'import', join(directory, 'none.tar'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ENOENT'),
    });
    mkdirSync(spool, { recursive: true });
    writeFileSync(join(spool, `${archive.recording.recordId}.tar`), 'waits');
    expect((await run('recordings', 'import', archive.path)).stderr).toMatch(/waits for its import already/);
  });

  it('shows the queue, and lets what failed be tried again', async () => {
    const { run, directory, spool } = await opened();
    expect((await run('recordings', 'queue')).stdout).toBe('0 running, 0 waiting, 0 failed\n');
    for (const name of ['one', 'two']) {
      writeFileSync(join(directory, `${name}.tar`), 'no tar');
      await run('recordings', 'import', join(directory, `${name}.tar`));
    }
    const { stdout } = await run('recordings', 'queue');
    expect(stdout).toMatch(/^STATE +SINCE +SIZE +TAR\nfailed .* 0\.0 MiB +two\.tar: it ends too early\n/);
    expect(stdout).toMatch(/0 running, 0 waiting, 2 failed\n$/);
    expect((await run('recordings', 'retry', 'one.tar')).stdout).toBe('1 recording will be imported again\n');
    expect((await run('recordings', 'retry', '--all')).stdout).toBe('1 recording will be imported again\n');
    expect(readdirSync(spool).sort()).toEqual(['failed', 'one.tar', 'two.tar']);
    expect(JSON.parse((await run('recordings', 'queue', '--json')).stdout)).toMatchObject({
      waiting: 2,
      failed: 0,
    });
    expect((await run('recordings', 'retry', 'one.tar')).code).not.toBe(0);
    expect((await run('recordings', 'retry')).code).toBe(2);
  });
});

describe('scalelite simulate archive', () => {
  it('writes archives that can be imported, the same for the same seed', async () => {
    const { run, directory } = await opened();
    const into = (name: string) => ['simulate', 'archive', '--to', join(directory, name), '--bytes', '9000'];
    const { stdout } = await run(...into('a'), '--count', '2', '--seed', 's', '--formats', 'notes,podcast');
    const paths = stdout.trim().split('\n');
    expect(
      readdirSync(join(directory, 'a'))
        .map((name) => join(directory, 'a', name))
        .sort(),
    ).toEqual(paths.toSorted());
    await run(...into('b'), '--count', '2', '--seed', 's');
    expect(readdirSync(join(directory, 'b'))).toEqual(readdirSync(join(directory, 'a')));
    for (const path of paths) expect((await run('recordings', 'import', path)).code).toBe(0);
    await run(...into('c'), '--record-id', 'rec-7', '--meeting-id', 'm-7', '--name', 'Übung');
    expect((await run('recordings', 'import', join(directory, 'c/rec-7.tar'))).stdout).toBe(
      'rec-7 imported\n',
    );
    expect((await run('recordings', 'show', 'rec-7')).stdout).toMatch(/^Tenant +none$/m);
    expect(JSON.parse((await run('recordings', 'show', 'rec-7', '--json')).stdout)).toMatchObject({
      name: 'Übung',
    });
  });

  it('says what it does not know', async () => {
    const { run } = await opened();
    expect((await run('simulate', 'archive', '--formats', 'film')).stderr).toContain(
      "there is no format 'film'",
    );
    expect((await run('simulate', 'archive', '--count', '2', '--record-id', 'x')).code).toBe(1);
  });
});
