import { isSwitchedOff } from '../../cluster/tenant-own.ts';
import { isFolderName } from '../../recordings/names.ts';
import { type PlaybackFormat, type Recording, tenantOf } from '../../recordings/recording.ts';
import { tenantName } from '../host.ts';
import type { PlaybackDeps } from './deps.ts';

export interface Found {
  readonly recording: Recording;
  readonly format: PlaybackFormat;
}

/**
 * Finds what a host may play: a published recording that has the format, with tenancy one of the tenant's that
 * the host stands for. Undefined is all the client learns of others.
 */
export function createFinder({
  config,
  recordings,
  store,
}: PlaybackDeps): (host: string | undefined, recordId: string, format: string) => Promise<Found | undefined> {
  const isOwn = async (recording: Recording, host: string | undefined): Promise<boolean> => {
    if (!config.multitenancyEnabled) return true;
    const name = tenantName(host, config.urlHost);
    const tenant = name === undefined ? undefined : await store.tenants.findByName(name);
    return tenant !== undefined && !isSwitchedOff(tenant) && tenant.id === tenantOf(recording);
  };
  return async (host, recordId, name) => {
    if (!isFolderName(recordId) || !isFolderName(name)) return undefined;
    const [recording] = (await recordings?.find([recordId])) ?? [];
    const format = recording?.formats.find((one) => one.format === name);
    if (recording === undefined || format === undefined || !recording.published) return undefined;
    return (await isOwn(recording, host)) ? { recording, format } : undefined;
  };
}
