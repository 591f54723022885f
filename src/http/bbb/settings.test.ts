import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startHttp } from '../../../test/helpers/servers.ts';
import { checksum } from '../../bbb/checksum.ts';
import { createBbbClient } from '../../bbb/client.ts';
import { loadConfig } from '../../config.ts';
import { openLibrary, silent } from '../../recordings/testing.ts';
import { createBbbApi } from './api.ts';

const SECRET = 'secret-of-school';

describe('the settings of a tenant', () => {
  it('are read for its own creates and joins alone: there may be thousands', async () => {
    const library = await openLibrary();
    const { cluster } = library;
    await cluster.tenants.add({ id: 't1', name: 'school', secrets: [SECRET], lrs: {} });
    const reads: string[] = [];
    let call = '';
    const settings = async (id: string) => {
      reads.push(call);
      return await cluster.tenants.settings(id);
    };
    const config = loadConfig({ DATA_DIR: library.directory.published, MULTITENANCY_ENABLED: 'true' });
    const client = createBbbClient({ ...config, hash: config.sendHash });
    onTestFinished(() => client.close());
    const api = createBbbApi({
      ...library,
      ...{ config, client, log: silent, newId: randomUUID, newPassword: () => 'pw' },
      store: { ...cluster, tenants: { ...cluster.tenants, settings } },
      callbacks: { keep: async () => {} },
      lrs: { accessOf: async () => undefined },
      requests: { observe() {} },
    });
    const { port } = await startHttp((message, response) => {
      const { pathname: path, search } = new URL(message.url ?? '', 'http://x');
      const query = search.slice(1);
      void api({ message, host: 'school.example.com', prefix: '', path, query }, response);
    });
    const ask = async (name: string, secret: string): Promise<void> => {
      call = name;
      const signature = checksum('SHA256', name, 'meetingID=a', secret);
      const query = `meetingID=a&checksum=${signature}`;
      await (await fetch(`http://127.0.0.1:${port}/bigbluebutton/api/${name}?${query}`)).text();
    };
    for (const name of ['create', 'join', 'isMeetingRunning', 'getMeetingInfo', 'getMeetings', 'end'])
      await ask(name, SECRET);
    await ask('create', 'guessed');
    expect(reads).toEqual(['create', 'join']);
  });
});
