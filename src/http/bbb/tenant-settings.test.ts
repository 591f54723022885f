import { describe, expect, it } from 'vitest';
import { checksum } from '../../bbb/checksum.ts';
import type { TenantSetting } from '../../cluster/tenant.ts';
import { loadConfig } from '../../config.ts';
import { openLibrary } from '../../recordings/testing.ts';
import { createSettings } from './tenant-settings.ts';
import { serveCalls } from './testing.ts';

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
    const store = { ...cluster, tenants: { ...cluster.tenants, settings } };
    const port = await serveCalls(library, config, { store });
    const ask = async (name: string, secret: string): Promise<void> => {
      call = name;
      const signature = checksum('SHA256', name, 'meetingID=a', secret);
      const query = `meetingID=a&checksum=${signature}`;
      const headers = { 'x-tenant-host': 'school.example.com' };
      await (await fetch(`http://127.0.0.1:${port}/bigbluebutton/api/${name}?${query}`, { headers })).text();
    };
    for (const name of ['create', 'join', 'isMeetingRunning', 'getMeetingInfo', 'getMeetings', 'end'])
      await ask(name, SECRET);
    await ask('create', 'guessed');
    expect(reads).toEqual(['create', 'join']);
  });
});

describe('settings that take long to read', () => {
  /** Reads end when they are let; each gives what is there when it begins. */
  function slow() {
    const ends: (() => void)[] = [];
    let there: TenantSetting[] = [];
    const settings = async () => {
      const found = there;
      await new Promise<void>((resolve) => ends.push(resolve));
      return found;
    };
    const school = { tenant: { id: 't1', name: 'school', secrets: [], lrs: {} } };
    const settingsOf = createSettings({ settings });
    const ask = (times: number) => Array.from({ length: times }, () => settingsOf(school));
    const end = async (read: number) => {
      await expect.poll(() => ends.length, { interval: 1 }).toBe(read);
      ends[read - 1]?.();
    };
    const add = (setting: TenantSetting) => (there = [...there, setting]);
    return { ask, end, add, reads: () => ends.length };
  }

  it('are read once for all who ask meanwhile, and never from before they asked', async () => {
    const setting = { id: 's1', tenantId: 't1', param: 'record', value: 'true', override: false };
    const { ask, end, add, reads } = slow();
    const first = ask(20);
    await expect.poll(reads, { interval: 1 }).toBe(1);
    add(setting);
    const later = ask(20);
    await end(1);
    expect((await Promise.all(first)).flat()).toEqual([]);
    await end(2);
    for (const told of await Promise.all(later)) expect(told).toEqual([setting]);
    expect(reads()).toBe(2);
    const last = ask(1);
    await end(3);
    expect((await Promise.all(last)).flat()).toEqual([setting]);
  });

  it('are read anew after a read that failed', async () => {
    let fails = true;
    const settings = async () => {
      if (fails) throw new Error('away');
      return [];
    };
    const settingsOf = createSettings({ settings });
    const school = { tenant: { id: 't1', name: 'school', secrets: [], lrs: {} } };
    await expect(settingsOf(school)).rejects.toThrow('away');
    fails = false;
    expect(await settingsOf(school)).toEqual([]);
  });
});
