import type { ClusterStore, MeetingStore, ServerStore, TenantStore } from '../cluster/ports.ts';
import type { AdminState } from '../cluster/server.ts';
import type { TenantSetting } from '../cluster/tenant.ts';
import { meetingDetails, serverDetails, settingDetails, tenantDetails } from './details.ts';
import type { AuditAction, Details } from './entry.ts';
import type { Trail } from './trail.ts';

/**
 * The same store for a face that operators use: what they change is written to the audit log once it is done.
 * What was there before is read first, and so may be a moment older than the change.
 */
export function auditedStore(store: ClusterStore, trail: Trail): ClusterStore {
  return {
    ...store,
    servers: { ...store.servers, ...servers(store.servers, trail) },
    meetings: { ...store.meetings, ...meetings(store.meetings, trail) },
    tenants: { ...store.tenants, ...tenants(store.tenants, trail) },
  };
}

const ACTIONS: Readonly<Record<AdminState, AuditAction>> = {
  enabled: 'server.enable',
  cordoned: 'server.cordon',
  disabled: 'server.disable',
};

function servers(
  store: ServerStore,
  trail: Trail,
): Pick<ServerStore, 'add' | 'update' | 'setState' | 'remove'> {
  return {
    async add(server) {
      const added = await store.add(server);
      const after = { ...serverDetails(server), ...(server.enabled && { state: 'enabled' }) };
      if (added) await trail({ action: 'server.add', subject: server.id, after });
      return added;
    },
    async update(id, change) {
      const was = await store.find(id);
      const now = await store.update(id, change);
      const after = serverDetails(change);
      if (now && hasSome(after)) {
        await trail({
          action: 'server.update',
          subject: id,
          before: was && same(serverDetails(was), after),
          after,
        });
      }
      return now;
    },
    async setState(id, state) {
      const was = await store.find(id);
      const now = await store.setState(id, state);
      if (now && was?.state !== state) {
        const before = was && { state: was.state };
        await trail({ action: ACTIONS[state], subject: id, before, after: { state } });
      }
      return now;
    },
    async remove(id) {
      const was = await store.find(id);
      const removed = await store.remove(id);
      if (removed) await trail({ action: 'server.remove', subject: id, before: was && serverDetails(was) });
      return removed;
    },
  };
}

/** An operator who lets a meeting be forgotten ends it. */
function meetings(store: MeetingStore, trail: Trail): Pick<MeetingStore, 'forget'> {
  return {
    async forget(id, serverId, options) {
      const [was] = await store.find([id]);
      const forgotten = await store.forget(id, serverId, options);
      if (forgotten) {
        await trail({ action: 'meeting.end', subject: id, before: was && meetingDetails(was.meeting) });
      }
      return forgotten;
    },
  };
}

type ChangesOfTenants = Pick<TenantStore, 'add' | 'update' | 'remove' | 'addSetting' | 'removeSetting'>;

function tenants(store: TenantStore, trail: Trail): ChangesOfTenants {
  return {
    async add(tenant) {
      const added = await store.add(tenant);
      if (added) await trail({ action: 'tenant.add', subject: tenant.id, after: tenantDetails(tenant) });
      return added;
    },
    async update(id, change) {
      const was = await store.find(id);
      const now = await store.update(id, change);
      const after = tenantDetails(change);
      if (now !== undefined && now !== 'taken' && hasSome(after)) {
        await trail({
          action: 'tenant.update',
          subject: id,
          before: was && same(tenantDetails(was), after),
          after,
        });
      }
      return now;
    },
    async remove(id) {
      const was = await store.find(id);
      const removed = await store.remove(id);
      if (removed) await trail({ action: 'tenant.remove', subject: id, before: was && tenantDetails(was) });
      return removed;
    },
    async addSetting(setting) {
      await store.addSetting(setting);
      await trail({ action: 'tenant-setting.add', subject: setting.id, after: settingDetails(setting) });
    },
    async removeSetting(id) {
      const was = await findSetting(store, id);
      const removed = await store.removeSetting(id);
      if (removed) {
        await trail({ action: 'tenant-setting.remove', subject: id, before: was && settingDetails(was) });
      }
      return removed;
    },
  };
}

/** Settings are found by their tenant only. */
async function findSetting(store: TenantStore, id: string): Promise<TenantSetting | undefined> {
  for (const tenant of await store.list()) {
    const found = (await store.settings(tenant.id)).find((setting) => setting.id === id);
    if (found) return found;
  }
  return undefined;
}

/** Who asks for no change makes none. */
function hasSome(details: Details): boolean {
  return Object.keys(details).length > 0;
}

/** Of the fields before those that are there after. */
function same(before: Details, after: Details): Details {
  return Object.fromEntries(Object.entries(before).filter(([name]) => name in after));
}
