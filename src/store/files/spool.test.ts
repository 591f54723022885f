import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../test/helpers/index.ts';
import type { Spool, SpooledTar } from '../../recordings/import-ports.ts';
import { openSpool } from './spool.ts';

let directory: string;
let spool: Spool;

beforeEach(async () => {
  const place = await tempDir();
  onTestFinished(() => place.remove());
  directory = join(place.path, 'var', 'spool');
  spool = openSpool(directory);
  await spool.list();
});

function put(name: string, content = 'a tar'): void {
  writeFileSync(join(directory, name), content);
}

async function found(name: string): Promise<SpooledTar> {
  const tar = await spool.find(name);
  if (!tar) throw new Error(`${name} is not there`);
  return tar;
}

async function names(): Promise<string[]> {
  return (await spool.list()).map(({ name }) => name);
}

describe('the spool', () => {
  it('is made when it is missing', () => {
    expect(existsSync(directory)).toBe(true);
  });

  it('knows tars by their names, and leaves all else alone', async () => {
    for (const name of ['a.tar', 'ü b.tar', 'a.tar.part', '.b.tar.X7', '.hidden.tar', 'c.tgz', 'd.TAR'])
      put(name);
    mkdirSync(join(directory, 'folder.tar'));
    mkdirSync(join(directory, 'failed'));
    put('failed/e.tar');
    symlinkSync('/etc/passwd', join(directory, 'link.tar'));
    expect((await names()).sort()).toEqual(['a.tar', 'ü b.tar']);
    expect(await spool.find('link.tar')).toBeUndefined();
    expect(await spool.find('../spool/a.tar')).toBeUndefined();
  });

  it('has changed just now what was just put there, however old its times say it is', async () => {
    const before = Date.now() - 1000;
    put('a.tar');
    utimesSync(join(directory, 'a.tar'), 1, 1);
    expect((await found('a.tar')).changedAt).toBeGreaterThan(before);
  });

  it('reads, and removes what is still the same', async () => {
    put('a.tar', 'one');
    const tar = await found('a.tar');
    expect(Buffer.concat(await Array.fromAsync(spool.open('a.tar'))).toString()).toBe('one');
    put('a.tar', 'another');
    await spool.remove(tar);
    expect(await names()).toEqual(['a.tar']);
    await spool.remove(await found('a.tar'));
    expect(await names()).toEqual([]);
  });

  it('makes `failed` when something fails, keeps the reason, and brings it back', async () => {
    put('a.tar');
    expect(existsSync(join(directory, 'failed'))).toBe(false);
    expect(await spool.failed()).toEqual([]);
    await spool.setAside(await found('a.tar'), 'it is no tar');
    expect(await names()).toEqual([]);
    expect(readFileSync(join(directory, 'failed/a.reason'), 'utf8')).toBe('it is no tar\n');
    expect(await spool.failed()).toEqual([
      { name: 'a.tar', size: 5, reason: 'it is no tar', failedAt: expect.any(Number) },
    ]);
    expect(await spool.retry('a.tar')).toBe('waiting');
    expect(await names()).toEqual(['a.tar']);
    expect(readdirSync(join(directory, 'failed'))).toEqual([]);
    expect(await spool.retry('a.tar')).toBe('missing');
    expect(await spool.retry('../../a.tar')).toBe('missing');
  });

  it('sets aside what has the longest name that a file can have, with its reason', async () => {
    const name = `${'n'.repeat(251)}.tar`;
    put(name);
    await spool.setAside(await found(name), 'it is no tar');
    expect(await spool.failed()).toMatchObject([{ name, reason: 'it is no tar' }]);
    expect(await spool.retry(name)).toBe('waiting');
    expect(readdirSync(join(directory, 'failed'))).toEqual([]);
  });

  it('sets aside nothing that has changed meanwhile', async () => {
    put('a.tar', 'half');
    const tar = await found('a.tar');
    put('a.tar', 'half and half');
    await spool.setAside(tar, 'it is not all there');
    expect(await names()).toEqual(['a.tar']);
    expect(await spool.failed()).toEqual([]);
  });

  it('brings back nothing over one of the same name', async () => {
    put('a.tar', 'bad');
    await spool.setAside(await found('a.tar'), 'bad');
    put('a.tar', 'good');
    expect(await spool.retry('a.tar')).toBe('taken');
    expect(readFileSync(join(directory, 'a.tar'), 'utf8')).toBe('good');
    expect(await spool.failed()).toHaveLength(1);
  });
});

describe('a tar that comes in', () => {
  const content = (...pieces: string[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)));

  it('stands under its name at once and as a whole', async () => {
    const received = await spool.receive('a.tar', content('one', 'two'), 6);
    expect(received).toEqual({ kind: 'received', tar: await found('a.tar') });
    expect(readFileSync(join(directory, 'a.tar'), 'utf8')).toBe('onetwo');
    expect(readdirSync(directory)).toEqual(['a.tar']);
  });

  it('takes no other one’s place, also when both come at once', async () => {
    const all = await Promise.all(['1', '2', '3'].map((text) => spool.receive('a.tar', content(text), 9)));
    expect(all.map(({ kind }) => kind).sort()).toEqual(['received', 'taken', 'taken']);
    expect(readdirSync(directory)).toEqual(['a.tar']);
  });

  it('leaves nothing when it is too large or breaks off', async () => {
    expect(await spool.receive('a.tar', content('1234', '567'), 6)).toEqual({ kind: 'tooLarge' });
    const broken = new Readable({ read: () => broken.destroy(new Error('the line broke')) });
    await expect(spool.receive('a.tar', broken, 6)).rejects.toThrow('the line broke');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('clears away what a killed process left half of', async () => {
    put('.incoming~old');
    put('.incoming~new');
    utimesSync(join(directory, '.incoming~old'), 1, 1);
    await spool.receive('a.tar', content('x'), 6);
    expect(readdirSync(directory).sort()).toEqual(['.incoming~new', 'a.tar']);
  });
});
