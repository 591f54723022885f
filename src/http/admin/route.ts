import type { Params } from '../../bbb/query.ts';
import type { Fields } from './fields.ts';

/** One row of the table of calls. */
export interface AdminRoute {
  readonly call: string;
  readonly method: 'GET' | 'POST';
  /** Throws a Refusal for an answer that is a failure. */
  readonly handle: (request: AdminRequest) => Promise<JsonAnswer>;
}

/** A call as the handlers see it: method, content type and checksum are in order. */
export interface AdminRequest {
  readonly query: Params;
  /** What stands in the body; without one, nothing. */
  readonly body: Fields;
}

export interface JsonAnswer {
  readonly status: number;
  /** Becomes JSON as it is: its keys are in the order that clients know. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown): JsonAnswer {
  return { status: 200, body };
}

export function created(body: unknown): JsonAnswer {
  return { status: 201, body };
}

export interface RefusalOptions extends ErrorOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a call with another status than a success. `cause`: what the log should hear of. */
export class Refusal extends Error implements JsonAnswer {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: object, options: RefusalOptions = {}) {
    super(`refused with status ${status}`, options);
    this.status = status;
    this.body = body;
    this.headers = options.headers ?? {};
  }
}
