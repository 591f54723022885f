import { type BbbError, errors } from '../bbb/errors.ts';
import type { Config } from '../config.ts';
import type { OwnChange, Tenant } from './tenant.ts';
import { POOL, type UseLimit } from './use.ts';

export type LimitConfig = Pick<Config, 'maxMeetings' | 'maxUsers' | 'maxMeetingDuration'>;

/** Whether it is kept at all how much of the pool is used: somebody may have limits, or ask. */
export function keepsUse({
  multitenancyEnabled,
  maxMeetings,
  maxUsers,
}: Pick<Config, 'multitenancyEnabled' | 'maxMeetings' | 'maxUsers'>): boolean {
  return multitenancyEnabled || maxMeetings > 0 || maxUsers > 0;
}

/** What a tenant may have at most; undefined: no limit of its own. */
export interface TenantLimits {
  readonly maxMeetings: number | undefined;
  readonly maxUsers: number | undefined;
  /** Minutes that a meeting of its lasts at most. */
  readonly maxDuration: number | undefined;
}

const FIELDS = { maxMeetings: 'max_meetings', maxUsers: 'max_users', maxDuration: 'max_duration' } as const;

export function tenantLimits({ own = {} }: Pick<Tenant, 'own'>): TenantLimits {
  return {
    maxMeetings: limitIn(own[FIELDS.maxMeetings]),
    maxUsers: limitIn(own[FIELDS.maxUsers]),
    maxDuration: limitIn(own[FIELDS.maxDuration]),
  };
}

/** A limit left out stays as it is, one of null goes. */
export function limiting(
  change: { readonly [Name in keyof TenantLimits]?: number | null | undefined },
): OwnChange {
  const named = Object.entries(FIELDS) as [keyof TenantLimits, string][];
  return Object.fromEntries(
    named.flatMap(([name, field]) => {
      const value = change[name];
      return value === undefined ? [] : [[field, value === null ? null : String(value)]];
    }),
  );
}

/** What limits the meetings of a create: the pool's first. Empty: nothing does. */
export function meetingLimits(config: LimitConfig, tenant: Tenant | undefined): readonly UseLimit[] {
  return limits(config.maxMeetings, tenant, tenant && tenantLimits(tenant).maxMeetings);
}

/** The same of the users of a join. */
export function userLimits(config: LimitConfig, tenant: Tenant | undefined): readonly UseLimit[] {
  return limits(config.maxUsers, tenant, tenant && tenantLimits(tenant).maxUsers);
}

/** The minutes that a meeting lasts at most; 0: no limit. */
export function longestMeeting(config: LimitConfig, tenant: Tenant | undefined): number {
  const both = [config.maxMeetingDuration, (tenant && tenantLimits(tenant).maxDuration) ?? 0];
  return both
    .filter((minutes) => minutes > 0)
    .reduce((least, one) => (least === 0 ? one : Math.min(least, one)), 0);
}

/** What a front-end is told when a limit is reached. */
export function limitReached({ owner, max }: UseLimit, of: 'meetings' | 'users'): BbbError {
  const whose = owner === POOL ? 'This service' : 'This tenant';
  return errors.maxConcurrent(`${whose} has reached its limit of ${max} concurrent ${of}.`);
}

function limits(pool: number, tenant: Tenant | undefined, own: number | undefined): readonly UseLimit[] {
  return [
    ...(pool > 0 ? [{ owner: POOL, max: pool }] : []),
    ...(tenant && own !== undefined ? [{ owner: tenant.id, max: own }] : []),
  ];
}

/** What can't be read is no limit. */
function limitIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
