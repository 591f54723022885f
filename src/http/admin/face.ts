import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Target } from '../target.ts';

/** What the log tells of a request, and what is counted: both of bounded sets of words. */
export interface Told {
  readonly call: string;
  readonly outcome: string;
}

/**
 * Answers a request, its path being what stands below the API's base, and resolves to what the log tells of
 * it; undefined: the path is not one of this face's.
 */
export type Face = (
  message: IncomingMessage,
  target: Pick<Target, 'path' | 'query'>,
  response: ServerResponse,
) => Promise<Told | undefined>;
