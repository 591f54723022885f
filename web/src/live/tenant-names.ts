import { useMemo } from 'preact/hooks';
import { useCall } from '../state/use-call.ts';
import type { LiveMeeting } from './pool.ts';

export type TenantNames = ReadonlyMap<string, string>;

const EVERY_MS = 60_000;

/** What the tenants of these meetings are called, by their ids; empty while that is not known. */
export function useTenantNames(meetings: readonly Pick<LiveMeeting, 'tenant'>[]): TenantNames {
  const wanted = useMemo(() => meetings.some(({ tenant }) => tenant !== null), [meetings]);
  const { state } = useCall('tenants.list', {}, { wanted, everyMs: EVERY_MS });
  const tenants = state.kind === 'there' ? state.value : undefined;
  return useMemo(() => new Map(tenants?.map(({ id, name }) => [id, name])), [tenants]);
}
