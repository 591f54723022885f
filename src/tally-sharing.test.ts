import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runProcess, tempDir } from '../test/helpers/index.ts';
import type { Told } from './tally-sharing.ts';

const SHARING = new URL('./tally-sharing.ts', import.meta.url).href;

/** One worker counts and ends; then the other one, which has counted too, asks for the sums and prints them. */
const PROGRAM = `
  import cluster from 'node:cluster';
  import { shareTally } from '${SHARING}';
  if (cluster.isPrimary) {
    shareTally();
    console.log(performance.timeOrigin);
    const asking = cluster.fork({ ASKS: 'yes' });
    asking.once('message', () => cluster.fork({ ASKS: 'no' }).once('disconnect', () => asking.send('ask')));
    asking.once('exit', () => process.exit());
  } else {
    const { tally, total, close } = shareTally();
    tally.observe('requestSeconds', 10, 'join');
    tally.count('upstream', 2, 'one', 'ok');
    tally.count('upstream', 2, 'removed', 'ok');
    if (process.env.ASKS === 'yes') {
      process.on('message', async (message) => {
        if (message !== 'ask') return;
        console.log(JSON.stringify([await total(['one']), await total(['one'])]));
        process.exit();
      });
      process.send('waiting');
    } else {
      close();
      process.disconnect();
    }
  }
`;

it('what processes that share a port count adds up, also that of one that has ended', async () => {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  const file = join(path, 'program.mjs');
  await writeFile(file, PROGRAM);
  const { stdout, stderr } = await runProcess({ command: process.execPath, args: [file], env: {} });
  expect(stderr).toBe('');
  const [began = '', told = ''] = stdout.split('\n');
  const [{ counts, processes, usage, startedAt }, later]: [Told, Told] = JSON.parse(told);
  expect(counts.upstream).toEqual({ 'one\u0000ok': [4] });
  const [seconds = 0, ...buckets] = counts.requestSeconds?.['join'] ?? [];
  expect(seconds).toBeCloseTo(0.02);
  expect(buckets.reduce((sum, count) => sum + count)).toBe(2);
  expect(processes).toBe(2);
  expect([startedAt, later.startedAt]).toEqual([Number(began), Number(began)]);
  expect(usage.resident).toBeGreaterThan(20_000_000);
});
