import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Figure, Period, Sample } from '../../../audit/history.ts';
import { HOUR_MS, PERIOD_MS, periodOf } from '../../../audit/history.ts';
import { number, text } from '../rows.ts';

/**
 * Rows of numbers as JSON, deflated, in base64. A round of 500 busy servers takes 15 KB so,
 * and the twelve periods of one server's hour 0.4 KB; the JSON alone would take twice that.
 */
type Packed = string;

/** A fraction of a second is noise, which would not deflate. */
const AGE_UNIT_MS = 100;

/** The samples of one record; each by its age at the moment `now`. */
export function packSamples(samples: readonly Sample[], now: number): Packed {
  return pack(
    samples.map(({ serverId, at, online, load, meetings, users, videos, responseMs }) => [
      ...[serverId, Math.round((now - at) / AGE_UNIT_MS), online, rounded(load)],
      ...[meetings, users, videos, rounded(responseMs)],
    ]),
  );
}

/** `at`: the record's moment. `serverId`: only that one's; undefined: all. */
export function unpackSamples(packed: unknown, at: number, serverId: string | undefined): Period[] {
  return unpack(packed)
    .filter(([id]) => serverId === undefined || id === serverId)
    .map(([id, age, online, load, meetings, users, videos, responseMs]) =>
      periodOf({
        ...{
          serverId: text(id),
          at: at - number(age) * AGE_UNIT_MS,
          online: number(online),
          load: optional(load),
        },
        ...{ meetings: number(meetings), users: number(users), videos: number(videos) },
        responseMs: optional(responseMs),
      }),
    );
}

/** Periods of one server, each by its place in the hour; one of late samples may lie before it. */
export function packPeriods(periods: readonly Period[], hour: number): Packed {
  return pack(
    periods.map(({ at, samples, online, load, meetings, users, videos, responseMs }) => [
      ...[(at - hour * HOUR_MS) / PERIOD_MS, samples, rounded(online)],
      ...[load, meetings, users, videos, responseMs].flatMap(pair),
    ]),
  );
}

export function unpackPeriods(packed: unknown, serverId: string, hour: number): Period[] {
  const none: Figure = { average: 0, max: 0 };
  return unpack(packed).map(([place, samples, online, ...figures]) => {
    const [load, meetings = none, users = none, videos = none, responseMs] = [0, 2, 4, 6, 8].map((index) =>
      figureOf(figures[index], figures[index + 1]),
    );
    return {
      ...{ serverId, at: hour * HOUR_MS + number(place) * PERIOD_MS },
      ...{ samples: number(samples), online: number(online), load, meetings, users, videos, responseMs },
    };
  });
}

function pair(figure: Figure | undefined): (number | null)[] {
  return [rounded(figure?.average), rounded(figure?.max)];
}

function figureOf(average: unknown, max: unknown): Figure | undefined {
  return average === null ? undefined : { average: number(average), max: number(max) };
}

/** Two decimals say all there is to say. */
function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 100) / 100;
}

function optional(value: unknown): number | undefined {
  return value === null ? undefined : number(value);
}

function pack(rows: readonly (readonly unknown[])[]): Packed {
  return deflateRawSync(JSON.stringify(rows)).toString('base64');
}

function unpack(packed: unknown): readonly (readonly unknown[])[] {
  const rows: unknown = JSON.parse(inflateRawSync(Buffer.from(text(packed), 'base64')).toString());
  if (!Array.isArray(rows)) throw new TypeError('the database holds something else where samples are due');
  return rows.filter((row): row is unknown[] => Array.isArray(row));
}
