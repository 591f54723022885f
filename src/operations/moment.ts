import { z } from 'zod';
import { demands } from './problem-codes.ts';

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const AGO = /^(?<count>\d{1,9})(?<unit>[smhdw])$/;

/** A point in time: how long ago (`90m`, `1d`), or a date with or without a time. */
export function momentField(description: string) {
  return z
    .string()
    .refine((text) => momentOf(text, 0) !== undefined, demands.moment)
    .meta({
      description: `${description}: how long ago (90m, 6h, 1d, 2w), or a date of ISO 8601`,
      examples: ['1d'],
    });
}

/** Milliseconds since 1970; undefined: it is no such text. */
export function momentOf(text: string, now: number): number | undefined {
  const { count, unit } = AGO.exec(text)?.groups ?? {};
  if (count !== undefined) return now - Number(count) * 1000 * UNITS[unit as keyof typeof UNITS];
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** As answers tell a point in time. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
