import { StoreReadOnly, StoreUnavailable } from '../../cluster/ports.ts';
import { NOT_SET_UP } from './migrations.ts';

/** SQLite's primary result codes. */
const ERROR = 1;
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const CANTOPEN = 14;
const PROTOCOL = 15;
const NOTADB = 26;
const FULL = 13;
/** Extended ones: the file can't grow, or not for us (a quota). */
const IOERR_WRITE = IOERR | (3 << 8);
const IOERR_FSYNC = IOERR | (4 << 8);

/** Another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === BUSY;
}

/** The open file is of no use any more. */
export function letsGo(error: unknown): boolean {
  const code = codeOf(error);
  return isSystemError(error) || [READONLY, IOERR, CORRUPT, CANTOPEN, PROTOCOL, NOTADB].includes(code ?? 0);
}

/** What a failure of the database or its file is to the callers; errors of another kind stay as they are. */
export function unavailable(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || (codeOf(error) === undefined && !isSystemError(error))) return error;
  const Failure = isReadOnly(error) ? StoreReadOnly : StoreUnavailable;
  return new Failure(explain(error, file), { cause: error });
}

function isReadOnly(error: Error): boolean {
  const extended = extendedCodeOf(error) ?? 0;
  return [FULL, READONLY].includes(extended & 0xff) || [IOERR_WRITE, IOERR_FSYNC].includes(extended);
}

function explain(error: Error, file: string): string {
  if ('code' in error && error.code === 'ENOENT')
    return `There is no database ${file}: it was removed, or not set up yet (run \`bin/scalelite migrate\`)`;
  if (codeOf(error) === ERROR && /^no such (table|column)/.test(error.message)) return NOT_SET_UP;
  return `The database ${file} cannot be used: ${error.message}`;
}

/** Undefined when it is no error of SQLite's. */
function codeOf(error: unknown): number | undefined {
  const extended = extendedCodeOf(error);
  return extended === undefined ? undefined : extended & 0xff;
}

function extendedCodeOf(error: unknown): number | undefined {
  const extended = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof extended === 'number' ? extended : undefined;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
