import type { PoolTotals } from '../cluster/pool-totals.ts';

/** `4 servers, 3 available · 12 meetings · 143 users · 20 videos` */
export function totalsLine(totals: PoolTotals): string {
  const { servers, available, meetings, users, videos } = totals;
  const parts = [count(meetings, 'meeting'), count(users, 'user'), count(videos, 'video')];
  return [`${count(servers, 'server')}, ${available} available`, ...parts].join(' · ');
}

/** `1 meeting`, `2 meetings`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
