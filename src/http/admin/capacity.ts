import type { CapacityChange } from '../../cluster/capacity.ts';
import { type Fields, textOf } from './fields.ts';
import { Refusal } from './route.ts';

/**
 * What clients of the admin API say of a server's capacity, which the Ruby system does not know. null or an empty
 * text takes a limit away. Throws a Refusal.
 */
export function capacityIn(fields: Fields): CapacityChange {
  const spare = textOf(fields, 'spare')?.toLowerCase();
  if (spare !== undefined && spare !== 'true' && spare !== 'false') {
    throw new Refusal(400, { error: 'spare must be true or false' });
  }
  return {
    ...('max_meetings' in fields && { maxMeetings: limitOf(fields, 'max_meetings') }),
    ...('max_users' in fields && { maxUsers: limitOf(fields, 'max_users') }),
    ...(spare !== undefined && { spare: spare === 'true' }),
  };
}

function limitOf(fields: Fields, name: string): number | undefined {
  if (fields[name] === null || fields[name] === '') return undefined;
  const text = textOf(fields, name) ?? '';
  if (!/^\d{1,6}$/.test(text)) throw new Refusal(400, { error: `${name} must be a whole number` });
  return Number(text);
}
