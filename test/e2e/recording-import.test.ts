import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { signJwt } from '../../src/bbb/jwt.ts';
import { recordingArchive, writeArchive } from '../../src/simulator/archives/archive.ts';
import { simulateRecording } from '../../src/simulator/archives/recording.ts';
import { startProcess, tempDir } from '../helpers/index.ts';
import { startHttp } from '../helpers/servers.ts';
import { startBalancer } from './balancer.ts';
import { openPool } from './installation.ts';

it('a recording goes from the BBB server to the viewer, and the front-end hears of it when it is listed', {
  timeout: 60_000,
}, async () => {
  const place = await tempDir();
  onTestFinished(() => place.remove());
  const frontEnd = await startFrontEnd();
  const directory = (name: string): string => join(place.path, name);
  const env = {
    RECORDING_SPOOL_DIR: directory('spool'),
    RECORDING_WORK_DIR: directory('work'),
    RECORDING_PUBLISH_DIR: directory('published'),
    RECORDING_UNPUBLISH_DIR: directory('unpublished'),
    RECORDING_IMPORT_POLL: 'false',
  };
  const balancer = await startBalancer({ store: 'redis', fleet: { servers: 1 }, env });
  onTestFinished(() => balancer.close());
  const importer = await startProcess({
    command: 'bin/start-recording-importer',
    env: { ...balancer.env, LOG_LEVEL: 'info' },
  });
  onTestFinished(async () => void (await importer.stop('SIGKILL')));
  await importer.stdout.match(/the importer runs/);

  const recording = simulateRecording({
    meetingId: 'lecture',
    formats: ['video', 'presentation'],
    bytes: 50_000,
  });
  const { recordId } = recording;
  const room = { meetingID: 'lecture', name: 'A lecture', 'meta_bn-recording-ready-url': frontEnd.url };
  expect(await balancer.call('create', room)).toMatchObject({ returncode: 'SUCCESS' });
  frontEnd.whenReady(async () => (await balancer.call('getRecordings', { meetingID: 'lecture' })).text);

  const [server] = await balancer.store.servers.list();
  const upload = await fetch(`${balancer.origin}/scalelite/api/recordings/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token(recordId, server?.secret ?? '')}` },
    body: Buffer.concat([...recordingArchive(recording)]),
  });
  expect([upload.status, await upload.json()]).toEqual([
    201,
    { record_id: recordId, bytes: expect.any(Number) },
  ]);

  const heard = await frontEnd.heard;
  expect(heard.body).toMatch(/^signed_parameters=/);
  expect(heard.listed).toContain(`<recordID>${recordId}</recordID>`);
  expect(heard.listed.match(/<type>(video|presentation)<\/type>/g)).toHaveLength(2);
  const captions = await fetch(`${balancer.origin}/video/${recordId}/caption_en.vtt`);
  expect(await captions.text()).toContain('Welcome, everybody');
  const queue = await startProcess({
    command: 'bin/scalelite',
    args: ['recordings', 'queue'],
    env: balancer.env,
  });
  await queue.exited;
  expect(queue.stdout.text()).toBe('0 running, 0 waiting, 0 failed\n');
  expect(await importer.stop('SIGTERM')).toEqual({ code: 0, signal: null });
});

it('bin/rake recordings:watch imports, as it was told to look, until it is stopped', {
  timeout: 60_000,
}, async () => {
  const pool = await openPool('SQLite');
  const { recordId } = (await writeArchive(join(pool.env['DATA_DIR'] ?? '', 'recordings/spool'), {}))
    .recording;
  const watch = await startProcess({
    command: 'bin/rake',
    args: ['recordings:watch[true,0.1]'],
    env: pool.env,
  });
  onTestFinished(async () => void (await watch.stop('SIGKILL')));
  await watch.stdout.match(new RegExp(`${recordId}.*import: done`));
  expect(await watch.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await pool.rake('recordings:watch[true,soon]')).toEqual({
    code: 1,
    stdout: '',
    stderr: "Error: The latency must be a number of seconds above 0, not 'soon'\n",
  });
});

function token(recordId: string, secret: string): string {
  return signJwt({ record_id: recordId, exp: Math.floor(Date.now() / 1000) + 60 }, secret, 'HS256');
}

/** Hears that a recording is ready, and asks for it at once. */
async function startFrontEnd() {
  const { promise: heard, resolve, reject } = Promise.withResolvers<{ body: string; listed: string }>();
  let list: () => Promise<string> = async () => '';
  const { port } = await startHttp((request, response) => {
    const hear = async (): Promise<void> => {
      const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
      resolve({ body, listed: await list() });
      response.end();
    };
    hear().catch(reject);
  });
  return {
    url: `http://127.0.0.1:${port}/ready`,
    heard,
    whenReady(ask: () => Promise<string>) {
      list = ask;
    },
  };
}
