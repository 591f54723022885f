import type { TenantAnswer } from './tenants.ts';

/** What a tenant uses, of how much it may, and the most it ever did; empty when that is not told. */
export function useOf({ use, max_meetings, max_users }: TenantAnswer, what: 'meetings' | 'users'): string {
  if (use === undefined) return '';
  const max = what === 'meetings' ? max_meetings : max_users;
  const peak = what === 'meetings' ? use.peak_meetings : use.peak_users;
  return used(use[what], max, peak);
}

/** `7 of 20, peak 18`; `max` null: there is no limit. */
export function used(now: number, max: number | null, peak: number): string {
  return `${now}${max === null ? '' : ` of ${max}`}, peak ${peak}`;
}

/** A line each. */
export function limitFacts(tenant: TenantAnswer): (readonly [string, string])[] {
  const { use, max_meetings, max_users, max_duration } = tenant;
  const limit = (value: number | null, name: string, unit = '') =>
    value === null ? [] : [[name, `${value}${unit}`] as const];
  return [
    ...(use ? [['Meetings', useOf(tenant, 'meetings')] as const] : limit(max_meetings, 'Max. meetings')),
    ...(use ? [['Users', useOf(tenant, 'users')] as const] : limit(max_users, 'Max. users')),
    ...limit(max_duration, 'Max. duration', ' min'),
  ];
}
