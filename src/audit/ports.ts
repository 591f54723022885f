import type { AuditEntry } from './entry.ts';

/** Which lines of the audit log; what is left out does not matter. */
export interface AuditFilter {
  /** Milliseconds since 1970, inclusive. */
  readonly since?: number | undefined;
  /** The same, exclusive. */
  readonly until?: number | undefined;
  readonly subject?: string | undefined;
  readonly action?: string | undefined;
  /** The name of the actor. */
  readonly actor?: string | undefined;
}

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** Where the next page begins; undefined: this was the last one. */
  readonly next: number | undefined;
}

/** How much of the log is kept: entries younger than `after` (milliseconds since 1970), and so many at most. */
export interface Retention {
  readonly after: number;
  readonly most: number;
}

export interface AuditStore {
  /** Adds an entry, and drops those that are not kept any more. */
  add(entry: AuditEntry, keep: Retention): Promise<void>;
  /** A page of the entries; `from`: what the page before gave as `next`. */
  list(
    filter: AuditFilter,
    page: { readonly from?: number | undefined; readonly limit: number },
  ): Promise<AuditPage>;
}
