import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evilArchives } from '../../test/helpers/evil-archives.ts';
import { innerId } from '../cluster/isolated-id.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import { recordingArchive, writeArchive } from '../simulator/archives/archive.ts';
import { textFile } from '../simulator/archives/content.ts';
import { recordingFiles } from '../simulator/archives/files.ts';
import { type RecordingOptions, simulateRecording } from '../simulator/archives/recording.ts';
import { writeTar } from '../simulator/archives/tar.ts';
import { archivedFiles, filesBelow, type Imports, openImports } from './fixture.ts';

const SMALL: RecordingOptions = { bytes: 20_000, slides: 2 };

/** Puts the archive of a recording into the spool. */
async function deliver({ directories }: Imports, options: RecordingOptions = {}) {
  return (await writeArchive(directories.spool, { ...SMALL, ...options })).recording;
}

function spooled({ directories }: Imports): string[] {
  return readdirSync(directories.spool).sort();
}

async function untilImported(imports: Imports): Promise<void> {
  await expect.poll(() => spooled(imports).filter((name) => name !== 'failed')).toEqual([]);
}

function archiveOf(...entries: Parameters<typeof writeTar>[0][]): Buffer {
  return Buffer.concat([...writeTar(entries.flatMap((some) => [...some]))]);
}

describe.each(['SQLite', 'PostgreSQL'] as const)('an import, with %s', (kind) => {
  it('brings in recordings whole, and leaves nothing in the spool and the work directory', async () => {
    const imports = await openImports(kind);
    const all = [
      await deliver(imports, { seed: 1, formats: ['presentation', 'video', 'notes'] }),
      await deliver(imports, { seed: 2, name: 'Übung – 日本 🎥', formats: ['podcast', 'screenshare'] }),
    ];
    imports.start();
    await untilImported(imports);
    const expected = Object.assign({}, ...all.map(archivedFiles));
    expect(filesBelow(imports.directories.published)).toEqual(expected);
    expect(filesBelow(imports.directories.unpublished)).toEqual({});
    expect(readdirSync(imports.directories.work)).toEqual([]);
    for (const { recordId, meetingId, name, formats } of all) {
      const found = await imports.find(recordId);
      expect(found).toMatchObject({ meetingId, name, published: true, state: 'published', protected: false });
      expect(found?.formats.map(({ format }) => format)).toEqual(formats.toSorted());
    }
  });

  it('comes again without harm: formats of before stay, and what an operator has decided', async () => {
    const imports = await openImports(kind);
    const first = await deliver(imports, { formats: ['presentation', 'video'], meta: { a: '1', b: '2' } });
    const { recordId, meetingId } = first;
    imports.start();
    await untilImported(imports);
    await imports.database.recordings.setPublished(recordId, false);
    const again = { recordId, meetingId, name: 'Renamed', formats: ['video'] as const, meta: { b: '3' } };
    await deliver(imports, again);
    await untilImported(imports);
    const found = await imports.find(recordId);
    expect(found).toMatchObject({ name: 'Renamed', published: false, state: 'unpublished' });
    expect(found?.formats.map(({ format }) => format)).toEqual(['presentation', 'video']);
    expect(found?.metadata).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: '3' },
    ]);
    expect(
      Object.keys(filesBelow(imports.directories.unpublished)).every((path) => path.startsWith('video/')),
    ).toBe(true);
    expect(
      Object.keys(filesBelow(imports.directories.published)).every((path) =>
        path.startsWith('presentation/'),
      ),
    ).toBe(true);
  });

  it('tells the front-end once, when the recording can be listed', async () => {
    const imports = await openImports(kind);
    const recording = await deliver(imports, { meta: { 'tenant-id': 't' } });
    const url = 'https://moodle.example.com/ready';
    await imports.database.callbackData.keep(recording.meetingId, { recording_ready_url: url });
    imports.start();
    await untilImported(imports);
    const [event, ...more] = await imports.database.outbox.list({}, { limit: 10 });
    expect(more).toEqual([]);
    const kept = await imports.database.outbox.find(event?.id ?? '');
    expect(JSON.parse(kept?.payload ?? '')).toMatchObject({
      url,
      record_id: recording.recordId,
      tenant_id: 't',
    });
    const found = await imports.find(recording.recordId);
    expect((await imports.database.callbackData.find(recording.meetingId))?.recordingId).toBe(found?.id);
  });

  it('brings in recordings of tenants whose meetings have the same ID, each with its own callback', async () => {
    const imports = await openImports(kind);
    const { callbackData, outbox, recordings } = imports.database;
    const recorded = new Map<string, string>();
    for (const tenant of ['one', 'two']) {
      const meetingId = innerId(tenant, 'room');
      await callbackData.keep(meetingId, { recording_ready_url: `https://${tenant}.example.com/` });
      const { recordId } = await deliver(imports, { seed: tenant, meetingId, meta: { 'tenant-id': tenant } });
      recorded.set(tenant, recordId);
    }
    await callbackData.keep('room', { recording_ready_url: 'https://another.example.com/' });
    imports.start();
    await untilImported(imports);
    for (const [tenantId, recordId] of recorded) {
      const found = await Array.fromAsync(recordings.list({ tenantId, meetingIds: ['room'] }));
      expect(found.flat()).toMatchObject([{ recordId, meetingId: 'room' }]);
      expect(found.flat()[0]?.id).toBe((await callbackData.find(innerId(tenantId, 'room')))?.recordingId);
    }
    const events = await outbox.list({}, { limit: 10 });
    const told = await Promise.all(
      events.map(async ({ id }) => JSON.parse((await outbox.find(id))?.payload ?? '')),
    );
    const expected = [...recorded].map(([tenant_id, record_id]) => ({
      ...{ url: `https://${tenant_id}.example.com/`, meeting_id: 'room', record_id, tenant_id },
    }));
    expect(told.toSorted((a, b) => (a.tenant_id < b.tenant_id ? -1 : 1))).toEqual(expected);
  });

  it('goes on when the database was gone for a while', async () => {
    const imports = await openImports(kind);
    const recording = await deliver(imports);
    let failures = 0;
    imports.start(({ recordings }) => ({
      retries: 1,
      recordings: {
        find: recordings.find,
        put: async (imported) => {
          failures += 1;
          if (failures <= 3) throw new StoreUnavailable('the database is gone');
          return recordings.put(imported);
        },
      },
    }));
    await untilImported(imports);
    expect(failures).toBeGreaterThan(3);
    expect(filesBelow(imports.directories.published)).toEqual(archivedFiles(recording));
    const told = () =>
      imports.log.map(({ message }) => message).filter((message) => /store is/.test(message));
    // It is told behind the import.
    await expect
      .poll(told)
      .toEqual(['import: the store is not there; trying again', 'import: the store is back']);
  });
});

describe('an import', () => {
  it('publishes nothing with RECORDING_IMPORT_UNPUBLISHED, and protects all with PROTECTED_RECORDINGS_ENABLED', async () => {
    const imports = await openImports('SQLite', {
      RECORDING_IMPORT_UNPUBLISHED: 'true',
      PROTECTED_RECORDINGS_ENABLED: 'true',
      SECRET_KEY_BASE: 'x'.repeat(64),
    });
    const recording = await deliver(imports);
    imports.start();
    await untilImported(imports);
    expect(await imports.find(recording.recordId)).toMatchObject({
      ...{ published: false, state: 'unpublished', protected: true },
    });
    expect(filesBelow(imports.directories.unpublished)).toEqual(archivedFiles(recording));
    expect(filesBelow(imports.directories.published)).toEqual({});
  });

  it('leaves deleted what was deleted', async () => {
    const imports = await openImports();
    const { recordId } = await deliver(imports);
    imports.start();
    await untilImported(imports);
    await imports.database.recordings.markDeleted([recordId]);
    await deliver(imports, { name: 'again' });
    await untilImported(imports);
    expect(await imports.find(recordId)).toMatchObject({ state: 'deleted', formats: [] });
    expect(spooled(imports)).toEqual([]);
  });

  it('skips a format that can not be read, and takes the others', async () => {
    const imports = await openImports();
    const recording = simulateRecording({ ...SMALL, formats: ['video', 'podcast', 'notes'] });
    const files = [...recordingFiles(recording)].map((file) => {
      if (file.path.startsWith('podcast/') && file.path.endsWith('metadata.xml'))
        return textFile(
          file.path,
          '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><recording>&e;</recording>',
        );
      if (file.path.startsWith('notes/')) return { ...file, path: file.path.replace('notes/', 'other/') };
      return file;
    });
    writeFileSync(await spoolPath(imports, 'mixed.tar'), archiveOf(files));
    imports.start();
    await untilImported(imports);
    expect((await imports.find(recording.recordId))?.formats.map(({ format }) => format)).toEqual(['video']);
    expect(
      Object.keys(filesBelow(imports.directories.published)).every((path) => path.startsWith('video/')),
    ).toBe(true);
    const skipped = imports.log.filter(({ message }) => message === 'import: a format was skipped');
    expect(skipped.map(({ fields }) => fields['reason'])).toEqual([
      expect.stringMatching(/^other\/.*another recording or format than its folder/),
      expect.stringMatching(/^podcast\/.*DOCTYPE/),
    ]);
  });

  it('sets a bad tar aside with its reason, and takes the others', async () => {
    const imports = await openImports('SQLite', {
      RECORDING_MAX_BYTES: '1000000',
      RECORDING_MAX_ENTRIES: '200',
    });
    const good = await deliver(imports);
    const put = async (name: string, content: Buffer): Promise<void> =>
      writeFileSync(await spoolPath(imports, name), content);
    for (const [index, { pieces }] of evilArchives.entries())
      await put(`evil-${index}.tar`, Buffer.concat([...pieces()]));
    const huge = simulateRecording({ ...SMALL, recordId: 'huge', bytes: 1_200_000 });
    await put('huge.tar', Buffer.concat([...recordingArchive(huge)]));
    await put(
      'crowded.tar',
      archiveOf(Array.from({ length: 250 }, (_, i) => textFile(`presentation/x/${i}`, ''))),
    );
    await put('empty.tar', archiveOf([]));
    const metadata = (id: string) =>
      [...recordingFiles(simulateRecording({ recordId: id, formats: ['notes'] }))][2];
    const named = (path: string, id: string) =>
      textFile(path, Buffer.concat([...(metadata(id)?.content ?? [])]).toString());
    await put('path-in-id.tar', archiveOf([named('notes/x/metadata.xml', '../../x')]));
    await put('odd-folder.tar', archiveOf([named('notes/ö x/metadata.xml', 'ö x')]));
    imports.start();
    await untilImported(imports);
    const failed = join(imports.directories.spool, 'failed');
    const reason = (name: string) => readFileSync(join(failed, `${name}.reason`), 'utf8').trim();
    for (const [index, evil] of evilArchives.entries()) {
      expect(reason(`evil-${index}`), evil.what).toMatch(evil.reason);
      expect(existsSync(join(failed, `evil-${index}.tar`))).toBe(true);
    }
    expect(reason('huge')).toBe('it unpacks to more than 1000000 bytes');
    expect(reason('crowded')).toBe('it holds more than 200 entries');
    expect(reason('empty')).toBe('it holds no FORMAT/RECORDID/metadata.xml');
    expect(reason('path-in-id')).toMatch(/^notes\/x: metadata.xml is of another recording/);
    expect(reason('odd-folder')).toMatch(/^notes\/ö x: the names of its folders/);
    expect(filesBelow(imports.directories.published)).toEqual(archivedFiles(good));
    expect(readdirSync(imports.directories.work)).toEqual([]);
    expect(existsSync('/tmp/scalelite-evil.txt')).toBe(false);
  });

  it('leaves alone what is not a tar, and a tar that grows until it is whole', async () => {
    const imports = await openImports();
    const recording = simulateRecording(SMALL);
    const bytes = Buffer.concat([...recordingArchive(recording)]);
    const path = await spoolPath(imports, 'growing.tar');
    await writeFile(join(imports.directories.spool, '.growing.tar.Xy12'), 'of rsync');
    await writeFile(path, bytes.subarray(0, 10_000));
    // The importer's clock stands still as long as the file grows.
    let now = Date.now();
    let looks = 0;
    imports.start(({ spool }) => ({
      now: () => now,
      spool: { ...spool, list: () => spool.list().finally(() => looks++) },
    }));
    await expect.poll(() => looks).toBeGreaterThan(2);
    await appendFile(path, bytes.subarray(10_000));
    expect(await imports.find(recording.recordId)).toBeUndefined();
    now = Date.now() + 2000;
    await expect.poll(() => spooled(imports)).toEqual(['.growing.tar.Xy12']);
    expect(await imports.find(recording.recordId)).toBeDefined();
  });

  it('takes a tar for unfinished that turns out to have grown meanwhile, not for bad', async () => {
    const imports = await openImports();
    const recording = simulateRecording(SMALL);
    const bytes = Buffer.concat([...recordingArchive(recording)]);
    const path = await spoolPath(imports, 'slow.tar');
    writeFileSync(path, bytes.subarray(0, 10_000));
    let opened = 0;
    imports.start(({ spool }) => ({
      spool: {
        ...spool,
        open(name) {
          opened += 1;
          const content = spool.open(name);
          if (opened > 1) return content;
          return (async function* () {
            yield* content;
            await appendFile(path, bytes.subarray(10_000));
          })();
        },
      },
    }));
    await untilImported(imports);
    expect(spooled(imports)).toEqual([]);
    expect(filesBelow(imports.directories.published)).toEqual(archivedFiles(recording));
  });

  it('tries again what the place of the files could not take, and not what the program fails at', async () => {
    const imports = await openImports();
    const away = await deliver(imports, { seed: 1, recordId: 'away' });
    await deliver(imports, { seed: 2, recordId: 'bug' });
    let tries = 0;
    imports.start(({ files }) => ({
      files: {
        ...files,
        async install(folder, recordId, format, to) {
          if (recordId === 'bug') throw new TypeError('undefined is not a function');
          tries += 1;
          if (tries < 3) throw new Error('the bucket does not answer');
          await files.install(folder, recordId, format, to);
        },
      },
    }));
    await untilImported(imports);
    expect(filesBelow(imports.directories.published)).toEqual(archivedFiles(away));
    expect(readdirSync(join(imports.directories.spool, 'failed'))).toEqual(['bug.reason', 'bug.tar']);
    expect(readdirSync(imports.directories.work)).toEqual([]);
  });

  it('waits behind the others when the store never takes it', async () => {
    const imports = await openImports();
    const [first, second] = [await deliver(imports, { seed: 1 }), await deliver(imports, { seed: 2 })];
    imports.start(({ recordings }) => ({
      retries: 0,
      recordings: {
        find: recordings.find,
        put: async (imported) => {
          if (imported.recordId === first.recordId) throw new StoreUnavailable('it is too much');
          return recordings.put(imported);
        },
      },
    }));
    await expect.poll(() => spooled(imports)).toEqual([`${first.recordId}.tar`]);
    expect(await imports.find(second.recordId)).toBeDefined();
  });

  it('is done once by several importers', async () => {
    const imports = await openImports();
    const all = [];
    for (let seed = 0; seed < 12; seed++) all.push(await deliver(imports, { seed }));
    for (let importer = 0; importer < 3; importer++) imports.start();
    await untilImported(imports);
    const done = () => imports.log.filter(({ message }) => message === 'import: done');
    await expect.poll(() => done().length).toBe(12);
    expect(new Set(done().map(({ fields }) => fields['tar'])).size).toBe(12);
    expect(filesBelow(imports.directories.published)).toEqual(Object.assign({}, ...all.map(archivedFiles)));
    expect(readdirSync(imports.directories.work)).toEqual([]);
    expect(imports.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is finished when the importer is told to stop, and no other is begun', async () => {
    const imports = await openImports();
    for (let seed = 0; seed < 3; seed++) await deliver(imports, { seed });
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const importer = imports.start(({ spool }) => ({
      spool: {
        ...spool,
        async *open(name) {
          begun.resolve();
          await goOn.promise;
          yield* spool.open(name);
        },
      },
    }));
    await begun.promise;
    const stopped = importer.stop();
    goOn.resolve();
    await stopped;
    expect(spooled(imports)).toHaveLength(2);
    expect(Object.keys(filesBelow(imports.directories.published)).length).toBeGreaterThan(5);
  });

  it('begins at once with RECORDING_IMPORT_POLL=false, also in a directory that was replaced', async () => {
    const imports = await openImports('SQLite', {
      RECORDING_IMPORT_POLL: 'false',
      RECORDING_IMPORT_POLL_INTERVAL: '3600',
    });
    imports.start();
    await expect.poll(() => existsSync(imports.directories.spool)).toBe(true);
    await deliver(imports, { seed: 1 });
    await untilImported(imports);
    // A watch hears that its directory goes.
    renameSync(imports.directories.spool, `${imports.directories.spool}-old`);
    mkdirSync(imports.directories.spool);
    await deliver(imports, { seed: 2 });
    await expect.poll(() => imports.log.filter(({ message }) => message === 'import: done').length).toBe(2);
  });

  it('waits for a spool that can not be looked at', async () => {
    const imports = await openImports();
    writeFileSync(imports.directories.spool, 'no directory');
    imports.start();
    const troubled = () => imports.log.some(({ message }) => /spool can not be looked at/.test(message));
    await expect.poll(troubled).toBe(true);
    renameSync(imports.directories.spool, `${imports.directories.spool}-old`);
    const recording = await deliver(imports);
    await untilImported(imports);
    expect(await imports.find(recording.recordId)).toBeDefined();
  });
});

async function spoolPath({ directories }: Imports, name: string): Promise<string> {
  mkdirSync(directories.spool, { recursive: true });
  return join(directories.spool, name);
}
