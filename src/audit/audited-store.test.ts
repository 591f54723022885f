import { describe, expect, it } from 'vitest';
import type { ClusterStore } from '../cluster/ports.ts';
import { openContext } from '../operations/testing.ts';
import { auditedStore } from './audited-store.ts';
import type { Change } from './entry.ts';

interface Audited {
  readonly store: ClusterStore;
  /** What was written down, oldest first. */
  readonly changes: readonly Change[];
}

async function audited(): Promise<Audited> {
  const changes: Change[] = [];
  const { store } = await openContext();
  const trail = async (change: Change): Promise<void> => {
    changes.push(change);
  };
  return { store: auditedStore(store, trail), changes };
}

const SERVER = { id: 'bbb1', url: 'https://bbb1', secret: 's3cret', loadMultiplier: 1, tag: undefined };

describe('the audit log', () => {
  it('tells what becomes of a server', async () => {
    const { store, changes } = await audited();
    await store.servers.add(SERVER);
    await store.servers.update('bbb1', { loadMultiplier: 2, tag: 'big', secret: 'other' });
    await store.servers.setState('bbb1', 'enabled');
    await store.servers.setState('bbb1', 'cordoned');
    await store.servers.remove('bbb1');
    const details = { url: 'https://bbb1', secret: '*****', load_multiplier: 1, tag: null };
    const subject = 'bbb1';
    expect(changes).toEqual([
      { action: 'server.add', subject, after: details },
      {
        action: 'server.update',
        subject,
        before: { secret: '*****', load_multiplier: 1, tag: null },
        after: { secret: '*****', load_multiplier: 2, tag: 'big' },
      },
      { action: 'server.enable', subject, before: { state: 'disabled' }, after: { state: 'enabled' } },
      { action: 'server.cordon', subject, before: { state: 'enabled' }, after: { state: 'cordoned' } },
      {
        action: 'server.remove',
        subject,
        before: { url: 'https://bbb1', secret: '*****', load_multiplier: 2, tag: 'big' },
      },
    ]);
  });

  it('tells nothing of what did not happen, or was no operator’s', async () => {
    const { store, changes } = await audited();
    await store.servers.add(SERVER);
    const made = changes.length;
    expect(await store.servers.add(SERVER)).toBe(false);
    await store.servers.update('nobody', { tag: 'a' });
    await store.servers.update('bbb1', {});
    await store.servers.setState('nobody', 'enabled');
    await store.servers.setState('bbb1', 'disabled');
    await store.servers.remove('nobody');
    await store.servers.recordVersion('bbb1', '3.0');
    await store.meetings.forget('nobody', undefined);
    await store.tenants.remove('nobody');
    await store.tenants.update('nobody', { name: 'a' });
    await store.tenants.removeSetting('nobody');
    expect(changes.slice(made)).toEqual([]);
  });

  it('tells of a meeting that was ended', async () => {
    const { store, changes } = await audited();
    await store.servers.add(SERVER);
    await store.meetings.settle(
      { id: 'room', serverId: 'bbb1', moderatorPw: 's3cret', voiceBridge: undefined, tenantId: undefined },
      'settled',
      60,
    );
    await store.meetings.forget('room', 'bbb1');
    expect(changes.slice(1)).toEqual([
      { action: 'meeting.end', subject: 'room', before: { server: 'bbb1' } },
    ]);
  });

  it('tells what becomes of tenants and their settings', async () => {
    const { store, changes } = await audited();
    const lrs = { lrs_endpoint: 'https://user:s3cret@lrs/x', lrs_username: 'u', lrs_password: 's3cret' };
    await store.tenants.add({ id: 't1', name: 'a', secrets: ['s3cret', 's3cret2'], lrs: {} });
    await store.tenants.update('t1', { name: 'b', lrs });
    expect(await store.tenants.update('t1', { name: 'b' })).toMatchObject({ name: 'b' });
    const setting = { id: 's1', tenantId: 't1', param: 'moderatorPW', value: 's3cret', override: true };
    await store.tenants.addSetting(setting);
    await store.tenants.removeSetting('s1');
    await store.tenants.remove('t1');
    const shown = { lrs_endpoint: 'https://*****@lrs/x', lrs_username: 'u', lrs_password: '*****' };
    const shownSetting = { tenant_id: 't1', param: 'moderatorPW', value: '*****', override: true };
    expect(changes).toEqual([
      { action: 'tenant.add', subject: 't1', after: { name: 'a', secrets: '*****:*****', lrs: {} } },
      {
        action: 'tenant.update',
        subject: 't1',
        before: { name: 'a', lrs: {} },
        after: { name: 'b', lrs: shown },
      },
      { action: 'tenant.update', subject: 't1', before: { name: 'b' }, after: { name: 'b' } },
      { action: 'tenant-setting.add', subject: 's1', after: shownSetting },
      { action: 'tenant-setting.remove', subject: 's1', before: shownSetting },
      { action: 'tenant.remove', subject: 't1', before: { name: 'b', secrets: '*****:*****', lrs: shown } },
    ]);
    expect(JSON.stringify(changes)).not.toContain('s3cret');
  });
});
