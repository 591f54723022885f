import type { SpooledTar } from './import-ports.ts';

/** Who writes a tar in place writes more often than that. */
const QUIET_MS = 1000;

/** Tells tars that are complete from those that are still being written. */
export interface Settling {
  /** Of all that are there now, those that have not changed for a second. */
  settled(tars: readonly SpooledTar[]): SpooledTar[];
}

/**
 * `now`: milliseconds since 1970. A file system's clock may be another than ours: one that seems to come from
 * the future has settled when it was seen unchanged for a second.
 */
export function createSettling(now: () => number): Settling {
  let seen = new Map<string, { readonly stamp: string; readonly at: number }>();

  function firstSeen({ name, stamp }: SpooledTar): { readonly stamp: string; readonly at: number } {
    const before = seen.get(name);
    return before?.stamp === stamp && before.at <= now() ? before : { stamp, at: now() };
  }

  return {
    settled(tars) {
      seen = new Map(tars.map((tar) => [tar.name, firstSeen(tar)]));
      return tars.filter(({ name, changedAt }) => {
        const at = seen.get(name)?.at ?? now();
        return now() - changedAt >= QUIET_MS || now() - at >= QUIET_MS;
      });
    },
  };
}
