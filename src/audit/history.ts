/**
 * What was seen of the servers over time: a sample at each poll, and periods of five minutes made of samples.
 */

/** A figure over a span of time. */
export interface Figure {
  readonly average: number;
  readonly max: number;
}

/** How a server, or the pool, was in a span of time. */
export interface Period {
  /** `POOL` for the pool as a whole. */
  readonly serverId: string;
  /** Milliseconds since 1970: where the span begins; of a single sample its own moment. */
  readonly at: number;
  /** How many samples it is made of. */
  readonly samples: number;
  /** Share of the samples that found the server online, 0 to 1; of the pool: how many servers were. */
  readonly online: number;
  /** Undefined: it had none. */
  readonly load: Figure | undefined;
  readonly meetings: Figure;
  readonly users: Figure;
  readonly videos: Figure;
  /** Milliseconds until a getMeetings was answered; undefined: it never was. */
  readonly responseMs: Figure | undefined;
}

/** One poll of a server, or how the pool was then: what the store says after it. */
export interface Sample {
  readonly serverId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 1 or 0; of the pool: how many servers were. */
  readonly online: number;
  readonly load: number | undefined;
  readonly meetings: number;
  readonly users: number;
  readonly videos: number;
  readonly responseMs: number | undefined;
}

/** The `serverId` of the pool: no server has an empty one. */
export const POOL = '';

export const PERIOD_MS = 5 * 60_000;
export const HOUR_MS = 60 * 60_000;
export const DAY_MS = 24 * HOUR_MS;
/** How long samples are kept, an hour above a day: the whole of the last day can always be asked for. */
export const SAMPLES_KEPT_MS = 25 * HOUR_MS;
/** How long periods are kept. */
export const PERIODS_KEPT_MS = 30 * DAY_MS;

export function periodOf(sample: Sample): Period {
  const { serverId, at, online, load, meetings, users, videos, responseMs } = sample;
  const figure = (value: number): Figure => ({ average: value, max: value });
  return {
    ...{ serverId, at, samples: 1, online },
    load: load === undefined ? undefined : figure(load),
    meetings: figure(meetings),
    users: figure(users),
    videos: figure(videos),
    responseMs: responseMs === undefined ? undefined : figure(responseMs),
  };
}

/**
 * Makes periods of that width out of narrower ones or samples, in the order of time; those of one server must be
 * given together. A span nothing was seen in has none.
 */
export function merged(periods: readonly Period[], widthMs: number): Period[] {
  const spans = Map.groupBy(periods, ({ at }) => Math.floor(at / widthMs) * widthMs);
  return [...spans].flatMap(([at, parts]) => summed(parts, at) ?? []).sort((a, b) => a.at - b.at);
}

/** All of them as one, which begins where the first does, or as told. Undefined: there are none. */
export function summed(parts: readonly Period[], beginsAt?: number): Period | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  const at = beginsAt ?? first.at;
  const figure = (of: (period: Period) => Figure | undefined): Figure | undefined => mergedFigure(parts, of);
  const none: Figure = { average: 0, max: 0 };
  return {
    serverId: first.serverId,
    at,
    samples: parts.reduce((sum, { samples }) => sum + samples, 0),
    online: figure(({ online }) => ({ average: online, max: online }))?.average ?? 0,
    load: figure(({ load }) => load),
    meetings: figure(({ meetings }) => meetings) ?? none,
    users: figure(({ users }) => users) ?? none,
    videos: figure(({ videos }) => videos) ?? none,
    responseMs: figure(({ responseMs }) => responseMs),
  };
}

/** Over those that have the figure, each counting by its samples. */
function mergedFigure(
  parts: readonly Period[],
  of: (period: Period) => Figure | undefined,
): Figure | undefined {
  let [weight, sum, max] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const part of parts) {
    const figure = of(part);
    if (figure === undefined) continue;
    weight += part.samples;
    sum += figure.average * part.samples;
    max = Math.max(max, figure.max);
  }
  return weight === 0 ? undefined : { average: sum / weight, max };
}
