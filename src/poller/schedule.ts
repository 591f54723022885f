import { hash } from 'node:crypto';

/**
 * The next moment (ms) of a server's polls after a point in time. Each server has its own moment in the
 * interval, told from its id: the polls are spread over it, and two polls of one are an interval apart.
 */
export function nextMoment(serverId: string, intervalMs: number, after: number): number {
  const share = Number.parseInt(hash('sha1', serverId).slice(0, 8), 16) / 2 ** 32;
  const offset = share * intervalMs;
  return (Math.floor((after - offset) / intervalMs) + 1) * intervalMs + offset;
}

export interface Schedule {
  /** One not known yet is due at once. */
  isDue(serverId: string): boolean;
  /** To its next moment that is not just ahead: two failures in a row shall be more than one blip. */
  done(serverId: string): void;
  /** Due at once. */
  again(serverId: string): void;
  /** Drops all others. */
  keepOnly(serverIds: ReadonlySet<string>): void;
}

export function createSchedule(intervalMs: number, now: () => number): Schedule {
  const moments = new Map<string, number>();
  return {
    isDue(id) {
      const moment = moments.get(id);
      if (moment === undefined) return true;
      // Further ahead than any moment was set: the clock was put back.
      return now() >= moment || moment - now() > 2 * intervalMs;
    },
    done: (id) => void moments.set(id, nextMoment(id, intervalMs, now() + intervalMs / 2)),
    again: (id) => void moments.delete(id),
    keepOnly(ids) {
      for (const id of moments.keys()) if (!ids.has(id)) moments.delete(id);
    },
  };
}
