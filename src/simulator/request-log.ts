import type { Params } from '../bbb/query.ts';

/** What reached a simulated server. */
export interface LoggedRequest {
  /** Milliseconds of the server's clock. */
  readonly at: number;
  /** As in the URL; `/` for the top level. */
  readonly call: string;
  readonly method: string;
  /** Of the query and of a form body, in order, without the checksum. */
  readonly params: Params;
  readonly contentType: string | undefined;
  readonly bodyBytes: number;
  readonly bodySha256: string | undefined;
  /** The fault it met. */
  readonly fault: string | undefined;
  /** `SUCCESS`, the messageKey of a failure, or `HTTP <status>`; undefined: the call was not carried out (yet). */
  readonly outcome: string | undefined;
}

/** The last requests of one server. */
export interface RequestLog {
  /** The returned function adds to the entry what is learnt later. */
  begin(first: Pick<LoggedRequest, 'at' | 'call' | 'method'>): (more: Partial<LoggedRequest>) => void;
  /** Oldest first; of one call, or all. */
  list(call?: string): readonly LoggedRequest[];
  clear(): void;
}

/** Keeps the last `size`; 0: none. */
export function createRequestLog(size: number): RequestLog {
  let kept: LoggedRequest[] = [];
  return {
    begin(first) {
      const entry = { ...EMPTY, ...first };
      kept.push(entry);
      // Cut in one go now and then: shifting at every request would cost O(size) each time.
      if (kept.length > size * 2) kept = kept.slice(kept.length - size);
      return (more) => {
        Object.assign(entry, more);
      };
    },
    list(call) {
      const last = size === 0 ? [] : kept.slice(-size);
      return call === undefined ? last : last.filter((entry) => entry.call === call);
    },
    clear() {
      kept = [];
    },
  };
}

const EMPTY = {
  params: [],
  contentType: undefined,
  bodyBytes: 0,
  bodySha256: undefined,
  fault: undefined,
  outcome: undefined,
};
