import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openCli } from '../testing.ts';

/** What the doctor says of recordings in a bucket whose S3 lists nothing, with this status. */
async function told(status: number): Promise<string[]> {
  const server = createServer((_, response) => response.writeHead(status).end('<ListBucketResult/>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { run } = await openCli({
    S3_RECORDING: 'true',
    S3_BUCKET_NAME: 'recordings',
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'hush',
  });
  const { stdout } = await run('doctor', '--json');
  expect(stdout).not.toContain('hush');
  const { findings } = JSON.parse(stdout) as { findings: Record<string, string>[] };
  return findings
    .filter(({ area }) => area === 'Recording files')
    .map(({ severity, text }) => `${severity}: ${text}`);
}

it('the doctor asks for recordings in S3', async () => {
  expect(await told(200)).toEqual(['ok: The bucket of recordings (recordings) can be read']);
  expect(await told(403)).toEqual([
    expect.stringMatching(/^problem: The bucket of recordings \(recordings\) can not be read: /),
  ]);
});
