import { StoreUnavailable } from '../../cluster/ports.ts';
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
  return new StoreUnavailable(explain(error, file), { cause: error });
}

function explain(error: Error, file: string): string {
  if ('code' in error && error.code === 'ENOENT')
    return `There is no database ${file}: it was removed, or not set up yet (run \`bin/scalelite migrate\`)`;
  if (codeOf(error) === ERROR && /^no such (table|column)/.test(error.message)) return NOT_SET_UP;
  return `The database ${file} cannot be used: ${error.message}`;
}

/** Undefined when it is no error of SQLite's. */
function codeOf(error: unknown): number | undefined {
  const extended = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof extended === 'number' ? extended & 0xff : undefined;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
