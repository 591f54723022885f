import { HOUR_MS, merged, PERIOD_MS, type Period, SAMPLES_KEPT_MS } from './history.ts';
import type { HistoryQuery, HistoryStore } from './history-store.ts';

/** What part of the history is wanted, in at most so many points. */
export interface ViewRequest {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** `auto`: each poll of up to three hours of the last day, else periods of five minutes. */
  readonly resolution: 'auto' | 'poll' | 'period';
  /** At least 2. */
  readonly points: number;
}

export interface ViewPlan extends Pick<HistoryQuery, 'from' | 'to' | 'resolution'> {
  /** Points nearer to each other than that become one; 0: none do. */
  readonly widthMs: number;
}

const CLOSE_MS = 3 * HOUR_MS;

/** How to read it. Of polls it is not known before how many there are: the width is for when there are too many. */
export function planView({ from, to, now, resolution, points }: ViewRequest): ViewPlan {
  const close = to - from <= CLOSE_MS && from >= now - SAMPLES_KEPT_MS;
  const read = resolution === 'auto' ? (close ? 'poll' : 'period') : resolution;
  const least = (to - from) / (points - 1);
  const unit = read === 'poll' ? 1000 : PERIOD_MS;
  return { from, to, resolution: read, widthMs: Math.max(unit, Math.ceil(least / unit) * unit) };
}

/** One server's points, or the pool's; each poll by itself while there are not more of them than wanted. */
export async function readView(
  history: HistoryStore,
  plan: ViewPlan,
  { serverId, points }: { readonly serverId: string; readonly points: number },
): Promise<Period[]> {
  const found: Period[] = [];
  for await (const periods of history.read({ ...plan, serverId })) found.push(...periods);
  if (plan.resolution === 'period' || found.length > points) return merged(found, plan.widthMs);
  return found.sort((a, b) => a.at - b.at);
}

/** The points of all servers, and of the pool, by server id; merged piece by piece, so that they never all lie in memory. */
export async function readAllViews(
  history: HistoryStore,
  plan: ViewPlan,
): Promise<ReadonlyMap<string, readonly Period[]>> {
  const views = new Map<string, readonly Period[]>();
  for await (const periods of history.read(plan)) {
    for (const [serverId, of] of Map.groupBy(periods, (period) => period.serverId)) {
      views.set(serverId, merged([...(views.get(serverId) ?? []), ...of], plan.widthMs));
    }
  }
  return views;
}
