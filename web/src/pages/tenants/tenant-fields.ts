/** What is typed of a tenant: pure, so that it is tested without a browser. */
import type { Tenant } from '../../api/calls.ts';

export interface LimitFields {
  readonly max_meetings: string;
  readonly max_users: string;
  readonly max_duration: string;
}

export const limitNames = ['max_meetings', 'max_users', 'max_duration'] as const;

export function limitFieldsOf(tenant: Tenant): LimitFields {
  const { max_meetings, max_users, max_duration } = tenant;
  return {
    max_meetings: String(max_meetings ?? ''),
    max_users: String(max_users ?? ''),
    max_duration: String(max_duration ?? ''),
  };
}

/** As the operation takes it: an empty limit is none. */
export function limitsIn(fields: LimitFields): Pick<Tenant, (typeof limitNames)[number]> {
  const limit = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  return {
    max_meetings: limit(fields.max_meetings),
    max_users: limit(fields.max_users),
    max_duration: limit(fields.max_duration),
  };
}

/** 32 random bytes, in hexadecimal digits. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** How much there was in all. */
export function totalOf(days: readonly { meetings: number; minutes: number; participants: number }[]) {
  const sum = (of: (day: (typeof days)[number]) => number): number =>
    days.reduce((total, day) => total + of(day), 0);
  return {
    meetings: sum(({ meetings }) => meetings),
    minutes: sum(({ minutes }) => minutes),
    participants: sum(({ participants }) => participants),
  };
}
