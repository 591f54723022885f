import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../test/helpers/index.ts';
import { loadConfig } from './config.ts';
import { openClusterStore } from './store/index.ts';
import { tellWeaknesses } from './weaknesses.ts';

async function told(env: Record<string, string>, closed = false): Promise<string[]> {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  const config = loadConfig({ DATA_DIR: directory.path, ...env });
  const store = await openClusterStore(config);
  onTestFinished(() => store.close());
  await store.migrate();
  await store.tenants.add({ id: '1', name: 'school', secrets: ['short'], lrs: {} });
  const url = 'http://bbb.example.com/bigbluebutton/api';
  await store.servers.add({ id: 'bbb1', url, secret: 'of-its-own', loadMultiplier: 1, tag: undefined });
  if (closed) await store.close();
  const lines: string[] = [];
  const log = {
    ...{ debug() {}, info() {}, error() {} },
    warn: (_: object, message: string) => void lines.push(message),
  };
  await tellWeaknesses({ config, store, log });
  return lines;
}

describe('at its start', () => {
  const LOADBALANCER_SECRET = 'b7f3c1d09e8a4f65b7f3c1d09e8a4f65';

  it('the log is told what is weak, and what to do, a line each', async () => {
    const lines = await told({
      LOADBALANCER_SECRET: 'short',
      MULTITENANCY_ENABLED: 'true',
      URL_HOST: 'a.example',
    });
    expect(lines).toEqual([
      'Secret 1 of 1 for front-ends has only 5 characters; make one with `openssl rand -hex 32`',
      expect.stringMatching(/^Tenants share meeting IDs.*; set TENANT_MEETING_IDS=isolated$/),
      expect.stringMatching(/^The callbacks of tenants may go to private addresses/),
      expect.stringMatching(/^bbb1 is called by http over public networks/),
      expect.stringMatching(/^A secret of the tenant school has only 5 characters/),
      expect.stringMatching(/^The tenant school has the load balancer's own secret/),
    ]);
  });

  it('who tries it on one machine is told nothing that does not matter there', async () => {
    expect(await told({ LOADBALANCER_SECRET })).toEqual([expect.stringMatching(/^bbb1 is called by http/)]);
  });

  it('a store that is away stops nothing', async () => {
    expect(await told({ LOADBALANCER_SECRET }, true)).toEqual([]);
  });
});
