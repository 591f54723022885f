/** What lies on each BBB server, with the real ruby, tar and rsync, on a tree as BBB has it. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createRecordingUpload } from '../src/http/recording-upload.ts';
import { filesBelow, type Imports, openImports } from '../src/importer/fixture.ts';
import { recordingFiles } from '../src/simulator/archives/files.ts';
import { type RecordingOptions, simulateRecording } from '../src/simulator/archives/recording.ts';
import { openSpool } from '../src/store/files/spool.ts';
import { root, startChild } from './helpers/index.ts';

const deploy = join(root, 'deploy/bbb');
let imports: Imports;
let bbb: string;

/** What a BBB server has; `npm test` installs it where it may. */
const programs = ['ruby', 'tar', 'rsync', 'bash'];
const onBbbServer = describe.skipIf(programs.some((name) => spawnSync(name, ['--version']).status !== 0));

beforeEach(async () => {
  imports = await openImports();
  bbb = join(dirname(imports.directories.spool), 'bigbluebutton');
  mkdirSync(imports.directories.spool);
});

/** Publishes a recording as BBB does. */
function publish(options: RecordingOptions = {}) {
  const recording = simulateRecording({ bytes: 30_000, slides: 2, ...options });
  for (const { path, content } of recordingFiles(recording)) {
    const target = join(bbb, 'published', path);
    if (path.endsWith('/')) mkdirSync(target, { recursive: true });
    else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, Buffer.concat([...content]));
    }
  }
  return recording;
}

function configure(more = `spool_dir: ${imports.directories.spool}\n`): void {
  const own = `work_dir: ${bbb}/work\npublished_dir: ${bbb}/published\nrecording_dir: ${bbb}/recording\n`;
  writeFileSync(join(bbb, 'scalelite.yml'), own + more);
}

async function run(program: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const child = await startChild(join(deploy, program), args, {
    env: {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      SCALELITE_CONFIG: join(bbb, 'scalelite.yml'),
      SCALELITE_LOG: join(bbb, 'post_publish.log'),
      SCALELITE_RETRY_SECONDS: '0',
      PUBLISHED_DIR: join(bbb, 'published'),
      STATUS_DIR: join(bbb, 'recording/status/published'),
      POST_PUBLISH: join(deploy, 'scalelite_post_publish.rb'),
      ...env,
    },
  });
  child.stdin.end();
  const { code } = await child.exited;
  return { code, stdout: child.stdout.text(), stderr: child.stderr.text() };
}

const send = (recordId: string) => run('scalelite_post_publish.rb', ['-m', recordId, '-f', 'presentation']);
const log = () => readFileSync(join(bbb, 'post_publish.log'), 'utf8');
const done = (recordId: string) => join(bbb, `recording/status/published/${recordId}-sender.done`);
const spooled = () => readdirSync(imports.directories.spool).sort();

async function expectImported(recordIds: readonly string[]): Promise<void> {
  const importer = imports.start();
  await expect.poll(spooled).toEqual([]);
  await importer.stop();
  const published = filesBelow(join(bbb, 'published'));
  expect(Object.keys(published).length).toBeGreaterThan(10);
  expect(filesBelow(imports.directories.published)).toEqual(published);
  for (const recordId of recordIds) expect(await imports.find(recordId)).toMatchObject({ published: true });
}

onBbbServer('scalelite_post_publish.rb', () => {
  it('sends all formats of a recording as one tar, which is imported as it was', async () => {
    const { recordId } = publish({ name: 'Übung 日本', formats: ['presentation', 'video', 'notes'] });
    configure();
    expect(await send(recordId)).toMatchObject({ code: 0, stderr: '' });
    expect(spooled()).toEqual([`${recordId}.tar`]);
    expect(readFileSync(done(recordId), 'utf8')).toContain(recordId);
    expect(readdirSync(join(bbb, 'work'))).toEqual([]);
    expect(log()).toContain(`sent ${recordId}: notes, presentation, video`);
    await expectImported([recordId]);
  });

  it('sends the file that a link leads to, since links are refused', async () => {
    const { recordId } = publish({ formats: ['video'] });
    configure();
    const folder = join(bbb, 'published/video', recordId);
    writeFileSync(join(bbb, 'elsewhere.webm'), 'a video');
    symlinkSync(join(bbb, 'elsewhere.webm'), join(folder, 'linked.webm'));
    expect((await send(recordId)).code).toBe(0);
    imports.start();
    await expect.poll(spooled).toEqual([]);
    expect(readFileSync(join(imports.directories.published, 'video', recordId, 'linked.webm'), 'utf8')).toBe(
      'a video',
    );
  });

  it('fails, says why and notes nothing when it can not be sent', async () => {
    const { recordId } = publish();
    configure(`spool_dir: ${bbb}/missing/spool\n`);
    const { code, stderr } = await send(recordId);
    expect([code, existsSync(done(recordId))]).toEqual([1, false]);
    expect(stderr).toMatch(/^scalelite_post_publish: rsync failed: /);
    expect(readdirSync(join(bbb, 'work'))).toEqual([]);
    configure('');
    expect((await send(recordId)).stderr).toContain('neither spool_dir nor upload_url is set');
  });

  it('takes nothing for a recording that is none, and leaves alone what is not published', async () => {
    publish();
    configure();
    for (const id of ['../x', '-x', '*', '']) expect((await send(id)).code).not.toBe(0);
    expect((await send('0123-456')).code).toBe(0);
    expect((await run('scalelite_post_publish.rb')).code).toBe(2);
    expect(spooled()).toEqual([]);
  });

  it('passes options on to rsync, and removes what was sent when it is told to', async () => {
    const { recordId } = publish();
    const spool = `spool_dir: ${imports.directories.spool}/\n`;
    configure(`${spool}extra_rsync_opts: ["--chmod=F600"]\ndelete_recording: true\n`);
    expect(await send(recordId)).toMatchObject({ code: 0, stderr: '' });
    expect(filesBelow(join(bbb, 'published'))).toEqual({});
    expect(spooled()).toEqual([`${recordId}.tar`]);
    expect(
      spawnSync('stat', ['-c', '%a', join(imports.directories.spool, `${recordId}.tar`)]).stdout.toString(),
    ).toBe('600\n');
  });

  it('uploads to the balancer when it has no spool directory', async () => {
    const { recordId } = publish();
    const { url, statuses } = await startUpload();
    configure(`upload_url: ${url}/\nsecret: the-secret\n`);
    expect(await send(recordId)).toMatchObject({ code: 0, stderr: '' });
    expect(statuses).toEqual([201]);
    expect(existsSync(done(recordId))).toBe(true);
    // One that waits is in its way: it is tried again, and then told.
    const { code, stderr } = await send(recordId);
    expect([code, stderr]).toEqual([1, 'scalelite_post_publish: the upload did not succeed in 5 tries\n']);
    expect(statuses).toEqual([201, 409, 409, 409, 409, 409]);
    await expectImported([recordId]);
    configure(`upload_url: ${url}\nsecret: another-secret\n`);
    expect((await send(recordId)).stderr).toContain('the upload was refused (401)');
    expect(log()).not.toContain('-secret');
  });
});

/** The balancer's upload, on a port of its own. */
async function startUpload() {
  const statuses: number[] = [];
  const upload = createRecordingUpload({
    ...{ store: imports.cluster, spool: openSpool(imports.directories.spool), config: imports.config },
    ...{ now: Date.now, log: { debug() {}, info() {}, warn() {}, error() {} } },
  });
  const { servers } = imports.cluster;
  const url = 'https://bbb1.example.com/bigbluebutton/api';
  await servers.add({ id: 'bbb1', url, secret: 'the-secret', loadMultiplier: 1, tag: undefined });
  const server = createServer((message, response) => {
    response.once('finish', () => statuses.push(response.statusCode));
    void upload(message, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, statuses };
}

onBbbServer('scalelite_batch_import.sh', () => {
  it('sends every published recording that was not sent before', async () => {
    const ids = [1, 2, 3].map((seed) => publish({ seed, formats: ['video', 'podcast'] }).recordId).sort();
    configure();
    const [first = ''] = ids;
    await send(first);
    expect(await run('scalelite_batch_import.sh')).toMatchObject({
      code: 0,
      stdout: '2 sent, 1 sent before, 0 failed\n',
    });
    expect(spooled()).toEqual(ids.map((id) => `${id}.tar`));
    expect((await run('scalelite_batch_import.sh')).stdout).toBe('0 sent, 3 sent before, 0 failed\n');
    expect((await run('scalelite_batch_import.sh', ['--force'])).stdout).toBe(
      '3 sent, 0 sent before, 0 failed\n',
    );
    await expectImported(ids);
  });

  it('goes on after one that fails, and tells', async () => {
    const ids = [1, 2].map((seed) => publish({ seed, formats: ['podcast'] }).recordId).sort();
    configure(`spool_dir: ${bbb}/missing/spool\n`);
    const { code, stdout, stderr } = await run('scalelite_batch_import.sh');
    expect([code, stdout]).toEqual([1, '0 sent, 0 sent before, 2 failed\n']);
    expect(stderr.match(/^Not sent: .*/gm)).toEqual(ids.map((id) => `Not sent: ${id}`));
    expect((await run('scalelite_batch_import.sh', ['--what'])).code).toBe(2);
  });
});

onBbbServer('scalelite_prune_recordings', () => {
  it('deletes what was sent more than four days ago, and nothing else', async () => {
    const status = join(bbb, 'recording/status/published');
    mkdirSync(status, { recursive: true });
    const daysAgo = (days: number) => Date.now() / 1000 - days * 86_400;
    const ages = { 'old-1': 5, 'new-2': 3, 'stuck-3': 9 };
    for (const [id, days] of Object.entries(ages)) {
      writeFileSync(join(status, `${id}-sender.done`), '');
      utimesSync(join(status, `${id}-sender.done`), daysAgo(days), daysAgo(days));
    }
    writeFileSync(join(status, 'old-1-presentation.done'), '');
    utimesSync(join(status, 'old-1-presentation.done'), daysAgo(9), daysAgo(9));
    writeFileSync(join(bbb, 'bbb-record'), `#!/bin/sh\necho "$@" >>"${bbb}/deleted"\n[ "$2" != stuck-3 ]\n`, {
      mode: 0o755,
    });
    const env = { BBB_RECORD: join(bbb, 'bbb-record') };
    expect(await run('scalelite_prune_recordings', [], env)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Not deleted: stuck-3\n',
    });
    const deleted = readFileSync(join(bbb, 'deleted'), 'utf8').trim().split('\n');
    expect(deleted.sort()).toEqual(['--delete old-1', '--delete stuck-3']);
    expect(readdirSync(status).sort()).toEqual([
      'new-2-sender.done',
      'old-1-presentation.done',
      'stuck-3-sender.done',
    ]);
    expect((await run('scalelite_prune_recordings', [], { ...env, SCALELITE_PRUNE_DAYS: '-1' })).code).toBe(
      2,
    );
    expect((await run('scalelite_prune_recordings', [], { STATUS_DIR: `${bbb}/none` })).code).toBe(0);
  });
});
