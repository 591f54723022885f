import type { StreamedBody } from '../../bbb/client.ts';
import type { Params } from '../../bbb/query.ts';
import type { Caller } from '../../cluster/caller.ts';
import type { Upload } from '../forms.ts';

/** Which bodies a call takes; checked only when there is one. */
export type Bodies = 'forms' | 'forms with files' | 'forms or XML' | 'XML';

/** One row of the table of calls. */
export interface Route {
  /** As BBB spells it; '' is the top level. */
  readonly call: string;
  readonly methods: 'GET' | 'POST' | 'GET or POST';
  readonly bodies: Bodies;
  /** False: answered without a checksum. */
  readonly signed: boolean;
  /** How it tells a failure; default: as XML. */
  readonly fails?: 'JSON';
  readonly handle: (request: BbbRequest) => Promise<Answer> | Answer;
}

/** A call as the handlers see it: host, method, body type and checksum are in order. */
export interface BbbRequest {
  /** Query and form body merged in this order, without the checksum. */
  readonly params: Params;
  /** A non-empty XML body, unread. */
  readonly body: StreamedBody | undefined;
  readonly caller: Caller;
  /** The caller's secret that signed it; undefined where a checksum is not asked for. */
  readonly signedWith: () => string | undefined;
  /** Files of a multipart form, where the call takes them. */
  readonly uploads: readonly Upload[];
  /** What the path of links to this installation begins with: `/t/NAME`, or ''. */
  readonly prefix: string;
  /** Where links to this installation begin, as the client sees it: `https://host/…` without a slash at its end. */
  readonly base: () => string;
}

export type Answer =
  | { readonly kind: 'xml'; readonly body: string | Buffer | readonly (string | Buffer)[] }
  /** Of any length, written as it comes. */
  | { readonly kind: 'xml stream'; readonly parts: AsyncIterable<string> }
  | { readonly kind: 'json'; readonly body: object }
  | { readonly kind: 'redirect'; readonly location: string };

export function xmlAnswer(body: string | Buffer | readonly (string | Buffer)[]): Answer {
  return { kind: 'xml', body };
}
