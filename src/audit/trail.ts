import type { Actor, Change } from './entry.ts';
import type { AuditStore } from './ports.ts';

/** Entries kept at most, whatever their age: some hundred megabytes. */
const MOST = 200_000;

export interface TrailOptions {
  /** Asked at the first change; undefined: there is no database, and so no audit log. */
  readonly store: () => Promise<AuditStore | undefined>;
  readonly actor: Actor;
  /** How long entries are kept, in milliseconds: AUDIT_RETENTION. */
  readonly keepMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Hears why a change could not be written down. */
  readonly failed: (change: Change, reason: string) => void;
}

/** Writes a change down in the actor's name. Never rejects: what was done is done. */
export type Trail = (change: Change) => Promise<void>;

export function createTrail({ store, actor, keepMs, now, failed }: TrailOptions): Trail {
  return async (change) => {
    const at = now();
    try {
      await (await store())?.add({ at, actor, ...change }, { after: at - keepMs, most: MOST });
    } catch (error) {
      failed(change, error instanceof Error ? error.message : String(error));
    }
  };
}
