import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { startHttp } from '../../../test/helpers/servers.ts';
import { createBbbClient } from '../../bbb/client.ts';
import { noHooks } from '../../callbacks/hooks/requests.ts';
import type { Config } from '../../config.ts';
import { type Library, silent } from '../../recordings/testing.ts';
import { createBbbApi } from './api.ts';
import type { BbbDeps } from './deps.ts';

/** The calls over HTTP, on the library, with nobody else to be told of anything; returns the port. */
export async function serveCalls(
  library: Library,
  config: Config,
  change: Partial<Pick<BbbDeps, 'store' | 'recordings'>> = {},
): Promise<number> {
  const client = createBbbClient({ ...config, hash: config.sendHash });
  onTestFinished(() => client.close());
  const api = createBbbApi({
    ...library,
    ...{ config, client, log: silent, store: library.cluster, newId: randomUUID, newPassword: () => 'pw' },
    callbacks: { keep: async () => {} },
    hooks: noHooks('None here.'),
    mayCall: () => true,
    now: Date.now,
    lrs: { accessOf: async () => undefined },
    requests: { observe() {} },
    ...change,
  });
  const { port } = await startHttp((message, response) => {
    const { pathname: path, search } = new URL(message.url ?? '', 'http://x');
    // What is called by `fetch` can not choose its Host.
    const host = String(message.headers['x-tenant-host'] ?? message.headers.host).split(':')[0];
    void api({ message, host, prefix: '', path, query: search.slice(1) }, response);
  });
  return port;
}
