import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasS3Server, type S3Server, startS3Server, tempDir } from '../../../test/helpers/index.ts';
import { loadConfig } from '../../config.ts';
import { openSite } from '../../http/playback/fixture.ts';
import type { RecordingFiles } from '../../recordings/ports.ts';
import { content, describeRecordingFiles, install } from './files.contract.ts';
import { openRecordingFiles } from './index.ts';
import { openS3 } from './s3.ts';
import { createS3Client } from './s3-client.ts';

const MIB = 2 ** 20;
const RECORDING = ['video', 'rec-1', 'published'] as const;

// A real S3 as Debian has it; where there is none `npm test` says so and goes on.
describe.skipIf(!hasS3Server)('S3', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterAll(() => server.dispose());

  const open = async (limits?: Parameters<typeof openS3>[1]) => {
    const bucket = `recordings-${randomUUID()}`;
    const client = createS3Client({ ...server, bucket });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    return { bucket, client, files: openS3({ ...server, bucket }, limits) };
  };

  describeRecordingFiles('S3', async () => {
    const { client, files } = await open();
    return { files, cleanup: async () => client.destroy() };
  });

  describe('S3 as a place for recordings', () => {
    interface Place {
      readonly bucket: string;
      readonly client: S3Client;
      readonly files: RecordingFiles;
      readonly work: string;
      keys(): Promise<string[]>;
    }

    async function fresh(limits?: Parameters<typeof openS3>[1]): Promise<Place> {
      const [opened, work] = [await open(limits), await tempDir()];
      onTestFinished(async () => {
        opened.client.destroy();
        await work.remove();
      });
      const keys = async (): Promise<string[]> => {
        const found = await opened.client.send(new ListObjectsV2Command({ Bucket: opened.bucket }));
        return (found.Contents ?? []).map(({ Key = '' }) => Key);
      };
      return { ...opened, work: work.path, keys };
    }

    it('has the layout and the headers that CloudFront serves', async () => {
      const { bucket, client, files, work, keys } = await fresh();
      await install(files, work, RECORDING, {
        'index.html': 'page',
        'a/notes.PDF': 'text',
        'b.ogg': 'sound',
      });
      expect(await keys()).toEqual([
        'published/video/rec-1/a/notes.PDF',
        'published/video/rec-1/b.ogg',
        'published/video/rec-1/index.html',
      ]);
      await files.move('rec-1', 'video', 'unpublished');
      const head = async (path: string) => {
        const Key = `unpublished/video/rec-1/${path}`;
        const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key }));
        return [found.ContentType, found.ContentDisposition];
      };
      expect(await head('index.html')).toEqual(['text/html; charset=utf-8', undefined]);
      expect(await head('a/notes.PDF')).toEqual(['application/pdf', 'attachment']);
      expect(await head('b.ogg')).toEqual(['audio/ogg', 'attachment']);
    });

    it('takes large files in parts, and copies them in parts', async () => {
      const { bucket, client, files, work } = await fresh({ part: 5 * MIB, copyLimit: 5 * MIB });
      const video = randomBytes(11 * MIB + 7);
      await install(files, work, RECORDING, { 'video.mp4': video });
      expect(await files.move('rec-1', 'video', 'unpublished')).toBe('moved');
      const Key = 'unpublished/video/rec-1/video.mp4';
      const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      expect(found.ContentType).toBe('video/mp4');
      // as many parts as it takes, told by the tag
      expect(found.ETag).toMatch(/-3"$/);
      const file = await files.open('unpublished', 'video', 'rec-1', 'video.mp4');
      expect(file && video.equals(await buffer(file.read()))).toBe(true);
      const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      expect(Uploads ?? []).toEqual([]);
    });

    it('moves, lists and deletes more objects than one answer has', async () => {
      const { files, work, keys } = await fresh({ page: 5 });
      const folder = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`slide-${i}.txt`, `${i}`]));
      await install(files, work, RECORDING, folder);
      await install(files, work, ['video', 'rec-2', 'published'], { 'index.html': 'another' });
      for (const recordId of ['a', 'b', 'c', 'd', 'e', 'f'])
        await install(files, work, ['notes', recordId, 'unpublished'], { 'a.txt': 'a' });
      expect((await Array.fromAsync(files.list('unpublished'))).length).toBe(6);
      await files.move('rec-1', 'video', 'unpublished');
      expect(await content(files, ['unpublished', 'video', 'rec-1', 'slide-11.txt'])).toBe('11');
      await install(files, work, RECORDING, { 'slide-0.txt': 'new' });
      expect((await keys()).filter((key) => key.includes('rec-1'))).toEqual([
        'published/video/rec-1/slide-0.txt',
      ]);
      await install(files, work, RECORDING, folder);
      await files.remove('rec-1', ['video']);
      expect((await keys()).filter((key) => key.includes('rec-'))).toEqual([
        'published/video/rec-2/index.html',
      ]);
    });

    it('finishes a move that broke off, without losing what was copied or not', async () => {
      const { bucket, client, files, work } = await fresh();
      await install(files, work, RECORDING, { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
      // copied so far: one of three
      const copied = { Bucket: bucket, Key: 'unpublished/video/rec-1/a.txt', Body: 'a' };
      await client.send(new PutObjectCommand(copied));
      expect(await files.move('rec-1', 'video', 'unpublished')).toBe('there');
      for (const name of ['a', 'b', 'c'])
        expect(await content(files, ['unpublished', 'video', 'rec-1', `${name}.txt`])).toBe(name);
      expect(await files.where('rec-1', 'video')).toEqual({ published: false, unpublished: true });
    });

    it('leaves the folder in the work directory when it can not be reached', async () => {
      const { work } = await fresh();
      const files = openS3({ ...server, bucket: 'no-such-bucket' });
      const unpacked = join(work, 'video', 'rec-1', 'index.html');
      await mkdir(dirname(unpacked), { recursive: true });
      await writeFile(unpacked, 'page');
      await expect(files.install(dirname(unpacked), 'rec-1', 'video', 'published')).rejects.toThrow();
      expect(await readdir(dirname(unpacked))).toEqual(['index.html']);
      await expect(files.where('rec-1', 'video')).rejects.toThrow();
    });

    it('lets others read while many have paused in the middle', async () => {
      const { files, work } = await fresh();
      await install(files, work, RECORDING, { 'video.mp4': Buffer.alloc(MIB, 'x'), 'index.html': 'page' });
      const opened = Array.from({ length: 60 }, () => files.open('published', 'video', 'rec-1', 'video.mp4'));
      const paused = await Promise.all(opened);
      await Promise.all(paused.map((file) => once(file?.read() ?? Readable.from([]), 'readable')));
      expect(await content(files, ['published', 'video', 'rec-1', 'index.html'])).toBe('page');
      await Promise.all(paused.map((file) => file?.close()));
    });

    it('is where the configuration says that recordings are', async () => {
      const { bucket, files, work } = await fresh();
      await install(files, work, RECORDING, { 'index.html': 'page' });
      const env = {
        DATA_DIR: work,
        S3_RECORDING: 'true',
        S3_BUCKET_NAME: bucket,
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
      };
      const configured = await openRecordingFiles(loadConfig(env));
      expect(await content(configured, ['published', 'video', 'rec-1', 'index.html'])).toBe('page');
    });

    it('is closed to who has no key', async () => {
      const { bucket, files, work } = await fresh();
      await install(files, work, RECORDING, { 'index.html': 'page' });
      const credentials = { ...server.credentials, secretAccessKey: 'another' };
      const stranger = openS3({ ...server, credentials, bucket });
      await expect(stranger.open('published', 'video', 'rec-1', 'index.html')).rejects.toThrow();
    });

    it('is played as directories are', async () => {
      const { files, work } = await fresh();
      const site = await openSite({}, files);
      await site.add({});
      await install(files, work, RECORDING, { 'index.html': 'page', 'video.mp4': '0123456789' });
      const get = (headers: Record<string, string>) => site.get('/video/rec-1/video.mp4', headers);
      const part = await get({ range: 'bytes=3-5' });
      expect([part.status, part.headers['content-range'], part.body]).toEqual([206, 'bytes 3-5/10', '345']);
      expect((await get({ 'if-none-match': part.headers.etag ?? '' })).status).toBe(304);
      expect((await get({})).body).toBe('0123456789');
      expect((await site.get('/video/rec-1/')).body).toBe('page');
      expect((await site.get('/video/rec-1/nothing')).status).toBe(404);
    });

    it('gives no mixture when an object is replaced before it is read', async () => {
      const { files, work } = await fresh();
      await install(files, work, RECORDING, { 'video.mp4': 'before' });
      const file = await files.open('published', 'video', 'rec-1', 'video.mp4');
      await install(files, work, RECORDING, { 'video.mp4': 'after!' });
      await expect(file && buffer(file.read())).rejects.toThrow();
    });
  });
});
