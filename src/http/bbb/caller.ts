import { errors } from '../../bbb/errors.ts';
import type { Caller } from '../../cluster/caller.ts';
import type { TenantStore } from '../../cluster/ports.ts';
import { isSwitchedOff, secretsInForce } from '../../cluster/tenant-own.ts';
import type { Config } from '../../config.ts';
import { tenantName } from '../host.ts';

/** On whose behalf a request is made, and the secrets that open the API to them. */
export interface Credentials {
  readonly caller: Caller;
  readonly secrets: readonly string[];
}

const NO_TENANT: Caller = { tenant: undefined };

/**
 * Tells who may call on a host: without tenancy anybody who knows a secret of the load balancer's; with it
 * the tenant whose name is the host's first label, by the tenant's secrets alone. Throws checksumError when
 * there is no such tenant, or it is switched off.
 */
export function createCallers(
  config: Pick<Config, 'multitenancyEnabled' | 'secrets' | 'urlHost'>,
  tenants: Pick<TenantStore, 'findByName'>,
  now: () => number = Date.now,
): (host: string | undefined) => Credentials | Promise<Credentials> {
  const everybody: Credentials = { caller: NO_TENANT, secrets: config.secrets };
  if (!config.multitenancyEnabled) return () => everybody;
  return async (host) => {
    const name = tenantName(host, config.urlHost);
    const tenant = name === undefined ? undefined : await tenants.findByName(name);
    if (tenant === undefined || isSwitchedOff(tenant)) throw errors.checksumError();
    return { caller: { tenant }, secrets: secretsInForce(tenant, now()) };
  };
}
