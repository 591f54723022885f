import { z } from 'zod';
import { limiting, tenantLimits } from '../cluster/limits.ts';
import type { OwnChange, Tenant } from '../cluster/tenant.ts';
import type { Use } from '../cluster/use.ts';
import { limit } from './fields.ts';

/** What a tenant may have at most. */
export const tenantLimitFields = {
  max_meetings: limit('Meetings that it may have at once; null: no limit of its own', 20),
  max_users: limit('Users that it may have at once; null: no limit of its own', 500),
  max_duration: limit('Minutes that a meeting of its lasts at most; null: no limit of its own', 240),
};

const count = (description: string, example: number) =>
  z
    .number()
    .int()
    .min(0)
    .meta({ description, examples: [example] });

/** How much of the pool somebody uses. */
export const useSchema = z
  .object({
    meetings: count('Meetings on record, as of the last round of the poller or since', 7),
    users: count('Users by the last polls, or since', 120),
    peak_meetings: count('The most meetings there were so far', 18),
    peak_users: count('The most users there were so far', 433),
  })
  .meta({ id: 'Use', description: 'What is used now, and the highest so far' });

export function limitsJson(tenant: Tenant): {
  readonly max_meetings: number | null;
  readonly max_users: number | null;
  readonly max_duration: number | null;
} {
  const { maxMeetings, maxUsers, maxDuration } = tenantLimits(tenant);
  return {
    max_meetings: maxMeetings ?? null,
    max_users: maxUsers ?? null,
    max_duration: maxDuration ?? null,
  };
}

export function useJson({ meetings, users, peakMeetings, peakUsers }: Use): z.input<typeof useSchema> {
  return { meetings, users, peak_meetings: peakMeetings, peak_users: peakUsers };
}

/** The change that was asked for; what is left out stays. */
export function limitsIn(given: {
  readonly max_meetings?: number | null | undefined;
  readonly max_users?: number | null | undefined;
  readonly max_duration?: number | null | undefined;
}): OwnChange {
  return limiting({
    maxMeetings: given.max_meetings,
    maxUsers: given.max_users,
    maxDuration: given.max_duration,
  });
}
