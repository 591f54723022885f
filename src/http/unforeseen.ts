import { type BbbError, errors } from '../bbb/errors.ts';
import type { Log } from '../cluster/log.ts';
import { StoreUnavailable } from '../cluster/ports.ts';

/** What a client is told of a failure that is not its own; the log hears all of it. */
export function unforeseen(log: Log, error: unknown): BbbError {
  if (error instanceof StoreUnavailable) {
    log.error({ reason: error.message }, 'the state store does not answer');
    return errors.storeUnavailable();
  }
  log.error({ err: error }, 'a call failed unexpectedly');
  return errors.unexpected();
}
