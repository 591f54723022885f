import type { Tenant } from './tenant.ts';

/** On whose behalf a call is made: a tenant, or (without tenancy) everybody. */
export interface Caller {
  readonly tenant: Tenant | undefined;
}
