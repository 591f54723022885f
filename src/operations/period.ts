import { z } from 'zod';
import { isoTime } from './moment.ts';
import { demands } from './problem-codes.ts';

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { h: DAY_MS / 24, d: DAY_MS, w: 7 * DAY_MS, y: 365 * DAY_MS };

/** For how long something is good from now on. */
export function periodField(description: string) {
  return z
    .string()
    .regex(/^[1-9]\d{0,3}[hdwy]$|^never$/, demands.period)
    .meta({ description: `${description}: 12h, 90d, 4w, 1y, or never`, examples: ['90d'] });
}

/** When a period ends, in milliseconds since 1970; undefined: never. */
export function endOf(period: string, now: number): number | undefined {
  const unit = UNITS[period.slice(-1)];
  return period === 'never' || unit === undefined ? undefined : now + Number.parseInt(period, 10) * unit;
}

/** As answers tell a point in time that there may not be. */
export function isoTimeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : isoTime(ms);
}
