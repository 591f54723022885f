import type { Params } from '../bbb/query.ts';
import { createBoundedList } from './bounded-list.ts';

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
  const kept = createBoundedList<LoggedRequest>(size);
  return {
    begin(first) {
      const entry = { ...EMPTY, ...first };
      kept.add(entry);
      return (more) => {
        Object.assign(entry, more);
      };
    },
    list: (call) => kept.list().filter((entry) => call === undefined || entry.call === call),
    clear: () => kept.clear(),
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
