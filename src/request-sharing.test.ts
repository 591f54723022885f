import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runProcess, tempDir } from '../test/helpers/index.ts';
import type { RequestCounts } from './http/metrics/requests.ts';

const SHARING = new URL('./request-sharing.ts', import.meta.url).href;

/** One worker counts and ends; then the other one, which has counted too, asks for the sums and prints them. */
const PROGRAM = `
  import cluster from 'node:cluster';
  import { shareRequests, sumRequests } from '${SHARING}';
  if (cluster.isPrimary) {
    sumRequests();
    const asking = cluster.fork({ ASKS: 'yes' });
    asking.once('message', () => cluster.fork({ ASKS: 'no' }).once('disconnect', () => asking.send('ask')));
    asking.once('exit', () => process.exit());
  } else {
    const requests = shareRequests();
    requests.observe('join', 'ok', 10);
    requests.observe('join', 'ok', 2000);
    if (process.env.ASKS === 'yes') {
      process.on('message', async (message) => {
        if (message !== 'ask') return;
        console.log(JSON.stringify(await requests.total()));
        process.exit();
      });
      process.send('waiting');
    } else {
      requests.close();
      process.disconnect();
    }
  }
`;

it('requests are counted over all processes that share the port, also those of one that has ended', async () => {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  const file = join(path, 'program.mjs');
  await writeFile(file, PROGRAM);
  const { stdout, stderr } = await runProcess({ command: process.execPath, args: [file], env: {} });
  expect(stderr).toBe('');
  const counts: RequestCounts = JSON.parse(stdout);
  expect(Object.values(counts)).toMatchObject([{ call: 'join', outcome: 'ok', count: 4 }]);
});
