import type { Sender } from '../cluster/sender.ts';
import type { NewEvent } from './ports.ts';

/** What came of one attempt. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** The receiver does not want it, now or ever. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Nobody is to be told any more, who said so himself: nothing was tried, and nothing is to be kept. */
  | { readonly kind: 'dropped'; readonly why: string }
  /** `blame`: whether it is the receiver that can't take anything just now. */
  | { readonly kind: 'later'; readonly why: string; readonly blame: 'receiver' | 'us' };

export interface AttemptDeps {
  readonly sender: Sender;
  /**
   * What signs events of a tenant, or (undefined) of the load balancer's own, best first; undefined: there is
   * no such tenant. Read when it is needed: an event holds no secret.
   */
  readonly secretsOf: (tenantId: string | undefined) => Promise<readonly string[] | undefined>;
  /** What signs recording-ready. */
  readonly jwtHash: 'HS256' | 'HS512';
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes one attempt at an event of its kind. Throws StoreUnavailable. */
export type Rule = (deps: AttemptDeps, event: NewEvent, signal: AbortSignal) => Promise<Outcome>;

/** What an event holds, as far as it is texts. */
export function fieldsOf({ payload }: NewEvent): Readonly<Record<string, string>> {
  const value: unknown = JSON.parse(payload);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
