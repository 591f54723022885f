import type { Caller } from '../../cluster/caller.ts';
import type { TenantStore } from '../../cluster/ports.ts';
import type { TenantSetting } from '../../cluster/tenant.ts';

/** What the operator gives the caller's creates and joins. */
type SettingsOf = (caller: Caller) => Promise<readonly TenantSetting[]>;

/**
 * Reads a tenant's settings for the calls that need them. Who asks while they are being read shares the next read,
 * which begins after that: 10,000 settings took Redis 80 ms a time, so that 40 creates at once kept it from all
 * others. Nobody is given what was read before they asked.
 */
export function createSettings(tenants: Pick<TenantStore, 'settings'>): SettingsOf {
  const underWay = new Map<string, Promise<unknown>>();
  const next = new Map<string, ReturnType<TenantStore['settings']>>();

  async function read(id: string, before: Promise<unknown> | undefined): ReturnType<TenantStore['settings']> {
    await before?.catch(() => {});
    next.delete(id);
    const reading = tenants.settings(id);
    underWay.set(id, reading);
    try {
      return await reading;
    } finally {
      if (underWay.get(id) === reading) underWay.delete(id);
    }
  }

  return async ({ tenant }) => {
    if (tenant === undefined) return [];
    const { id } = tenant;
    const shared = next.get(id) ?? read(id, underWay.get(id));
    next.set(id, shared);
    return await shared;
  };
}
