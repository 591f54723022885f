import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { openDatabaseStore } from '../../src/store/index.ts';
import { type Balancer, startBalancer } from './balancer.ts';

let balancer: Balancer;
beforeAll(async () => {
  const env = { PROTECTED_RECORDINGS_ENABLED: 'true', SECRET_KEY_BASE: 'key base' };
  balancer = await startBalancer({ store: 'embedded', fleet: { servers: 1 }, env });
  await record(balancer);
});
afterAll(() => balancer.close());

it('a protected recording is listed with a link that works once, and plays for whoever used it', async () => {
  const { text } = await balancer.call('getRecordings', { meetingID: 'lecture' });
  const link = /<url>(http[^<]+\/recording\/rec-1\/video\?token=[0-9a-f]{64})<\/url>/.exec(text)?.[1] ?? '';
  expect(link.startsWith(`${balancer.origin}/recording/rec-1/`), text).toBe(true);
  expect((await get(`${balancer.origin}/video/rec-1/`)).status).toBe(404);

  const opened = await get(link);
  expect([opened.status, opened.headers.get('location')]).toEqual([307, `${balancer.origin}/video/rec-1/`]);
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await get(`${balancer.origin}/video/rec-1/`, { cookie });
  expect([page.status, await page.text()]).toEqual([200, '<video src=video.mp4>']);
  const part = await get(`${balancer.origin}/video/rec-1/video.mp4`, { cookie, range: 'bytes=5-8' });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 5-8/10',
    '5678',
  ]);

  const again = await get(link, { cookie });
  expect([again.status, await again.text()]).toEqual([404, expect.stringContaining('Recording Not Found')]);
  await balancer.call('publishRecordings', { recordID: 'rec-1', publish: 'false' });
  expect((await get(`${balancer.origin}/video/rec-1/`, { cookie })).status).toBe(404);
  expect(balancer.process.output.text()).not.toContain('token=');
});

function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { headers, redirect: 'manual' });
}

/** What an import leaves behind. */
async function record({ env }: Balancer): Promise<void> {
  const config = loadConfig(env);
  const database = await openDatabaseStore(config);
  const url = '/video/rec-1/';
  await database?.recordings.put({
    recordId: 'rec-1',
    meetingId: 'lecture',
    name: 'A lecture',
    published: true,
    protected: true,
    state: 'published',
    participants: 3,
    startTime: 1_700_000_000_000,
    endTime: 1_700_000_600_000,
    metadata: [],
    format: { format: 'video', url, length: 10, processingTime: undefined, thumbnails: [] },
  });
  await database?.close();
  const folder = join(config.recordingPublishDir, 'video', 'rec-1');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), '<video src=video.mp4>');
  await writeFile(join(folder, 'video.mp4'), '0123456789');
}
