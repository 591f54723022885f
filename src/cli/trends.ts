import type { Server } from '../cluster/server.ts';
import { sparkline } from './sparkline.ts';

/** How a server changed while it was watched. */
export interface Trend {
  /** Its load at the last looks, the newest to the right; a gap where it had none. */
  readonly load: readonly (number | null)[];
  /** Its users against those about a minute ago. */
  readonly users: 'more' | 'fewer' | 'same';
}

export interface Trends {
  /** Takes in what was seen at a moment (milliseconds). */
  see(servers: readonly Server[], at: number): void;
  of(id: string): Trend;
}

const TREND_LENGTH = 8;

/** What does not change is noted this often, so that the line shows time too. */
const NOTE_EVERY_MS = 10_000;
const COMPARED_MS = 60_000;

interface Look {
  readonly at: number;
  readonly load: number | undefined;
  readonly users: number;
}

/** Remembers a little of each server; one that has left the pool is forgotten. */
export function createTrends(): Trends {
  let seen = new Map<string, readonly Look[]>();
  return {
    see(servers, at) {
      seen = new Map(servers.map((server) => [server.id, noted(seen.get(server.id) ?? [], server, at)]));
    },
    of(id) {
      const looks = seen.get(id) ?? [];
      const load = looks.slice(-TREND_LENGTH).map((look) => look.load ?? null);
      return { load, users: direction(looks) };
    },
  };
}

function noted(looks: readonly Look[], { load, users }: Server, at: number): readonly Look[] {
  const last = looks.at(-1);
  const same = last && last.load === load && last.users === users && at - last.at < NOTE_EVERY_MS;
  return same ? looks : [...looks.slice(-3 * TREND_LENGTH), { at, load, users }];
}

function direction(looks: readonly Look[]): Trend['users'] {
  const now = looks.at(-1);
  const before = looks.find(({ at }) => now !== undefined && now.at - at <= COMPARED_MS);
  if (now === undefined || before === undefined || now.users === before.users) return 'same';
  return now.users > before.users ? 'more' : 'fewer';
}

/** `▂▃▅█`, full at `highest`, so that servers can be compared; as wide as every other one. */
export function trendLine({ load }: Trend, highest: number): string {
  return sparkline(load, highest).padStart(TREND_LENGTH);
}

/** `▲`, `▼` or a blank. */
export function arrow({ users }: Trend): string {
  return { more: '▲', fewer: '▼', same: ' ' }[users];
}
