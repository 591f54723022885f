import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startChild, tempDir } from '../../../test/helpers/index.ts';
import type { RecordingFiles } from '../../recordings/ports.ts';
import { content, describeRecordingFiles, install } from './files.contract.ts';
import { openFilesystem } from './filesystem.ts';

interface Place {
  readonly files: RecordingFiles;
  readonly published: string;
  readonly unpublished: string;
  readonly work: string;
}

/** Directories of the test's own, which do not exist yet. */
async function fresh(otherDevice?: string): Promise<Place> {
  const directory = await tempDir();
  const elsewhere = await tempDir(otherDevice);
  onTestFinished(async () => {
    await Promise.all([directory.remove(), elsewhere.remove()]);
  });
  const [published, unpublished, work] = [
    join(directory.path, 'published'),
    join(elsewhere.path, 'unpublished'),
    join(elsewhere.path, 'work'),
  ];
  return { files: openFilesystem({ published, unpublished }), published, unpublished, work };
}

const RECORDING = ['video', 'rec-1', 'published'] as const;
const FILE = ['published', 'video', 'rec-1'] as const;

describeRecordingFiles('filesystem', async () => {
  const directory = await tempDir();
  const [published, unpublished] = [join(directory.path, 'published'), join(directory.path, 'unpublished')];
  return { files: openFilesystem({ published, unpublished }), cleanup: directory.remove };
});

describe('directories of recordings', () => {
  it('have the layout of the Ruby system', async () => {
    const { files, published, unpublished, work } = await fresh();
    await install(files, work, RECORDING, { 'a/b.txt': 'text' });
    expect(await readFile(join(published, 'video', 'rec-1', 'a', 'b.txt'), 'utf8')).toBe('text');
    await files.move('rec-1', 'video', 'unpublished');
    expect(await readFile(join(unpublished, 'video', 'rec-1', 'a', 'b.txt'), 'utf8')).toBe('text');
  });

  it('let nobody follow a link out of a recording', async () => {
    const { files, published, work } = await fresh();
    await install(files, work, RECORDING, { 'index.html': 'mine', 'inside.txt': 'inside' });
    await install(files, work, ['video', 'rec-2', 'published'], { 'index.html': 'of another' });
    const folder = join(published, 'video', 'rec-1');
    await symlink('inside.txt', join(folder, 'good.txt'));
    await symlink('../rec-2/index.html', join(folder, 'file.html'));
    await symlink('../rec-2', join(folder, 'directory'));
    await symlink('/', join(folder, 'root'));
    await symlink('loop', join(folder, 'loop'));
    await symlink(join(published, 'video', 'rec-2'), join(published, 'video', 'rec-3'));
    expect(await content(files, [...FILE, 'good.txt'])).toBe('inside');
    for (const path of ['file.html', 'directory/index.html', 'root/etc/passwd', 'loop'])
      expect(await content(files, [...FILE, path])).toBeUndefined();
    expect(await content(files, ['published', 'video', 'rec-3', 'index.html'])).toBeUndefined();
    expect(await files.write(...FILE, 'directory/index.html', 'mine now')).toBe(false);
    expect(await content(files, ['published', 'video', 'rec-2', 'index.html'])).toBe('of another');
  });

  it('may be links themselves', async () => {
    const { files, published, work } = await fresh();
    const elsewhere = await tempDir();
    onTestFinished(elsewhere.remove);
    await mkdir(published, { recursive: true });
    await symlink(elsewhere.path, join(published, 'video'));
    await install(files, work, RECORDING, { 'index.html': 'player' });
    expect(await content(files, [...FILE, 'index.html'])).toBe('player');
    expect(await Array.fromAsync(files.list('published'))).toEqual([{ recordId: 'rec-1', format: 'video' }]);
  });

  it('give no pipe to read, which would wait for ever', async () => {
    const { files, published, work } = await fresh();
    await install(files, work, RECORDING, { 'index.html': 'player' });
    execFileSync('mkfifo', [join(published, 'video', 'rec-1', 'pipe')]);
    expect(await content(files, [...FILE, 'pipe'])).toBeUndefined();
  });

  it('go on giving the old file to who reads it while it is replaced', async () => {
    const { files, work } = await fresh();
    const [before, after] = ['a', 'b'].map((letter) => letter.repeat(2_000_000));
    await install(files, work, RECORDING, { 'file.txt': before ?? '' });
    const file = await files.open(...FILE, 'file.txt');
    await install(files, work, RECORDING, { 'file.txt': after ?? '' });
    expect(file && (await text(file.read())) === before).toBe(true);
    expect((await content(files, [...FILE, 'file.txt'])) === after).toBe(true);
  });

  it('hold nothing but whole recordings under their names, whatever was left half done', async () => {
    const { files, published, work } = await fresh();
    await install(files, work, RECORDING, { 'index.html': 'player' });
    const transit = join(published, 'video', '.scalelite~');
    const leftBehind = join(transit, `${Date.now() - 25 * 3600_000}-left-by-a-process-that-died`);
    const underWay = join(transit, `${Date.now() - 3600_000}-of-another-process`);
    for (const directory of [leftBehind, underWay]) {
      await mkdir(directory);
      await writeFile(join(directory, 'half'), 'ha');
    }
    await install(files, work, RECORDING, { 'index.html': 'new' });
    expect(await Array.fromAsync(files.list('published'))).toEqual([{ recordId: 'rec-1', format: 'video' }]);
    expect((await readdir(transit)).map((name) => join(transit, name))).toEqual([underWay]);
  });

  it('are whole after a publishing that was killed in between', async () => {
    const { files, published, unpublished, work } = await fresh();
    await install(files, work, RECORDING, { 'index.html': 'player' });
    await mkdir(join(unpublished, 'video'), { recursive: true });
    // as a copy to another device leaves it: complete there, and not removed here yet
    await rename(join(published, 'video', 'rec-1'), join(unpublished, 'video', 'rec-1'));
    await install(files, work, ['video', 'rec-9', 'published'], { 'index.html': 'player' });
    await rename(join(published, 'video', 'rec-9'), join(published, 'video', 'rec-1'));
    expect(await files.where('rec-1', 'video')).toEqual({ published: true, unpublished: true });
    expect(await files.move('rec-1', 'video', 'unpublished')).toBe('there');
    expect(await files.where('rec-1', 'video')).toEqual({ published: false, unpublished: true });
  });

  it('put a folder in place among others who do the same', async () => {
    const { files, work } = await fresh();
    const rivals = ['1', '2', '3', '4'];
    const installs = rivals.map((rival) =>
      install(files, join(work, rival), RECORDING, { 'a.txt': rival, 'b.txt': rival }),
    );
    await Promise.all(installs);
    const winner = await content(files, [...FILE, 'a.txt']);
    expect(rivals).toContain(winner);
    expect(await content(files, [...FILE, 'b.txt'])).toBe(winner);
  });
});

const otherDevice = '/dev/shm';
const isOther = await stat(otherDevice).then(
  async ({ dev }) => dev !== (await stat(tmpdir())).dev,
  () => false,
);

// Where the system has a second device that everybody may write to; on Linux it has.
describe.skipIf(!isOther)('directories on different devices', () => {
  const FOLDER = { 'index.html': 'player', 'slides/1.txt': 'one', 'empty/none.txt': '' };

  it('take folders from each other', async () => {
    const { files, work, published, unpublished } = await fresh(otherDevice);
    await install(files, work, RECORDING, FOLDER);
    expect(await readdir(join(work, 'video'))).toEqual([]);
    expect(await files.move('rec-1', 'video', 'unpublished')).toBe('moved');
    expect(await files.where('rec-1', 'video')).toEqual({ published: false, unpublished: true });
    for (const [path, text] of Object.entries(FOLDER))
      expect(await content(files, ['unpublished', 'video', 'rec-1', path])).toBe(text);
    for (const directory of [published, unpublished])
      expect(await readdir(join(directory, 'video', '.scalelite~'))).toEqual([]);
  });

  it('keep times, so that browsers need not load files again', async () => {
    const { files, work, published } = await fresh(otherDevice);
    await install(files, work, RECORDING, FOLDER);
    const then = new Date('2020-02-03T04:05:06Z');
    await utimes(join(published, 'video', 'rec-1', 'slides', '1.txt'), then, then);
    await files.move('rec-1', 'video', 'unpublished');
    const file = await files.open('unpublished', 'video', 'rec-1', 'slides/1.txt');
    await file?.close();
    expect(file?.modified).toEqual(then);
  });

  it('never show half of a recording, whenever a process that moves one is killed', {
    timeout: 60_000,
  }, async () => {
    const { files, work, published, unpublished } = await fresh(otherDevice);
    const folder = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`slides/${i}.txt`, `${i}`]));
    await install(files, work, RECORDING, folder);
    const module = JSON.stringify(new URL('./filesystem.ts', import.meta.url).href);
    const code = `
      const { openFilesystem } = await import(${module});
      const files = openFilesystem(${JSON.stringify({ published, unpublished })});
      console.log('moving');
      for (let to = 'unpublished'; ; to = to === 'published' ? 'unpublished' : 'published')
        await files.move('rec-1', 'video', to);`;
    for (let round = 0; round < 6; round += 1) {
      const child = await startChild(process.execPath, ['--input-type=module', '-e', code]);
      await child.output.match(/moving/);
      await setTimeout(round * 7);
      await child.stop('SIGKILL');
      const whole = await Promise.all([published, unpublished].map((directory) => slidesIn(directory)));
      expect(whole.filter((count) => count > 0)).not.toEqual([]);
      expect(whole.filter((count) => count !== 0 && count !== 60)).toEqual([]);
    }
    await files.move('rec-1', 'video', 'published');
    expect(await files.where('rec-1', 'video')).toEqual({ published: true, unpublished: false });
    expect(await slidesIn(published)).toBe(60);
  });
});

/** How many of the recording's slides lie there under its name. */
async function slidesIn(directory: string): Promise<number> {
  return (await readdir(join(directory, 'video', 'rec-1', 'slides')).catch(() => [])).length;
}
