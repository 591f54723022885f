import { once } from 'node:events';
import { ReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished } from 'vitest';
import { tempDir } from '../../../test/helpers/index.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import { type Config, loadConfig } from '../../config.ts';
import type { OpenedFile, RecordingFiles } from '../../recordings/ports.ts';
import type { ImportedRecording } from '../../recordings/recording.ts';
import { openRecordingFiles } from '../../store/files/index.ts';
import { openStaticFiles } from '../../store/files/static-files.ts';
import { openClusterStore, openDatabaseStore } from '../../store/index.ts';
import { hostName } from '../host.ts';
import { readTarget } from '../target.ts';
import { createTenantHost } from '../tenant-host.ts';
import type { PlaybackDeps } from './deps.ts';
import { createPlayback } from './playback.ts';

export const KEY = 'a secret key base';
/** When a site is opened. */
export const NOW = Date.UTC(2026, 5, 1);
/** For what happens by itself, also on a busy machine. */
export const SOON = { timeout: 10_000 };

/** Playback over stores of the test's own. */
export interface Site {
  readonly store: ClusterStore;
  /** RECORDING_PUBLISH_DIR. */
  readonly published: string;
  /** PLAYBACK_DIR, if that setting is `player`; not there yet. */
  readonly player: string;
  /** What was written into the log. */
  readonly logged: string[];
  /** Writes a recording with one format (`video`), and its files. */
  add(
    recording: Partial<Omit<ImportedRecording, 'format'>> & { format?: string },
    files?: Files,
  ): Promise<void>;
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>;
  /** The answer before its body is read. */
  ask(path: string, headers?: Record<string, string>, method?: string): Promise<IncomingMessage>;
  /** How much was read of the file that was opened last. */
  bytesRead(): number;
  /** The database is gone from now on. */
  loseDatabase(): Promise<void>;
  /** Milliseconds go by. */
  pass(time: number): void;
}

type Files = Readonly<Record<string, string | Buffer>>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Removed when the test is over. `elsewhere`: where the files are instead of in directories. */
export async function openSite(
  settings: Record<string, string> = {},
  elsewhere?: RecordingFiles,
): Promise<Site> {
  const directory = await tempDir();
  const player = join(directory.path, 'player');
  const config = loadConfig(environment(directory.path, settings));
  const [store, database] = [await openClusterStore(config), await openDatabaseStore(config)];
  await Promise.all([store.migrate(), database?.migrate()]);
  // Whoever keeps them: routes know the port alone.
  const { files, bytesRead } = watched(
    elsewhere ?? (await openRecordingFiles({ ...config, s3Recording: false })),
  );
  const { log, logged } = keptLog();
  let now = NOW;
  const server = await listening(config, {
    ...{ config, log, store, files, recordings: database?.recordings, now: () => now },
    player: config.playbackDir === undefined ? undefined : openStaticFiles(config.playbackDir),
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all([store.close(), database?.close()]);
    await directory.remove();
  });
  const ask = asker(server);
  return {
    store,
    published: config.recordingPublishDir,
    player,
    logged,
    add: async ({ format = 'video', ...recording }, content = {}) => {
      const whole = { ...RECORDING, ...recording, format: formatOf(format, recording.recordId) };
      await database?.recordings.put(whole);
      await writeFiles(join(config.recordingPublishDir, format, whole.recordId), content);
    },
    get: async (...asked) => {
      const response = await ask(...asked);
      const body = Buffer.concat(await response.toArray()).toString();
      return { status: response.statusCode ?? 0, headers: response.headers, body };
    },
    ask,
    bytesRead,
    loseDatabase: async () => database?.close(),
    pass: (time) => {
      now += time;
    },
  };
}

export function expectNotFound(answer: Answer): void {
  expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  expect(answer.body).toContain('<h1>Recording Not Found</h1>');
}

function environment(directory: string, settings: Record<string, string>): Record<string, string> {
  const own = { DATA_DIR: directory, LOADBALANCER_SECRET: 'x', SECRET_KEY_BASE: KEY, ...settings };
  return settings['PLAYBACK_DIR'] === 'player' ? { ...own, PLAYBACK_DIR: join(directory, 'player') } : own;
}

function watched(files: RecordingFiles): { files: Pick<RecordingFiles, 'open'>; bytesRead(): number } {
  let reading: Readable | undefined;
  const open: RecordingFiles['open'] = async (...where) => {
    const file = await files.open(...where);
    const read: OpenedFile['read'] = (range) => {
      reading = file?.read(range);
      return reading ?? Readable.from([]);
    };
    return file && { ...file, read };
  };
  return { files: { open }, bytesRead: () => (reading instanceof ReadStream ? reading.bytesRead : 0) };
}

function keptLog() {
  const logged: string[] = [];
  const write = (fields: object, message: string): void => void logged.push(message, JSON.stringify(fields));
  return { logged, log: { debug: write, info: write, warn: write, error: write } };
}

/** Requests are addressed as the HTTP face does it. */
async function listening(config: Config, deps: PlaybackDeps): Promise<Server> {
  const playback = createPlayback(deps);
  const addressed = createTenantHost(config);
  const server = createServer((message, response) => {
    const target = readTarget(message.url ?? '');
    const play = playback({ message, ...addressed(message, hostName(message.headers.host), target) });
    if (play) void play(response);
    else response.end('unsupportedRequest');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function asker(server: Server): Site['ask'] {
  const { port } = server.address() as AddressInfo;
  return async (path, headers = {}, method = 'GET') => {
    // As it stands: fetch would tidy the path.
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

const RECORDING = {
  recordId: 'rec-1',
  meetingId: 'meeting',
  name: 'A meeting',
  published: true,
  protected: false,
  state: 'published',
  participants: 1,
  startTime: 0,
  endTime: 1,
  metadata: [],
} as const;

function formatOf(format: string, recordId = 'rec-1') {
  const page = format === 'presentation' ? '/playback/presentation/2.3' : `/${format}`;
  return { format, url: `${page}/${recordId}/?x=1`, length: 1, processingTime: undefined, thumbnails: [] };
}
