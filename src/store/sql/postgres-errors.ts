import { DatabaseError } from 'pg';
import { StoreReadOnly, StoreUnavailable } from '../../cluster/ports.ts';
import { NOT_SET_UP } from './migrations.ts';

/** undefined table, column, function: not migrated. */
const MISSING = new Set(['42P01', '42703', '42883']);

/**
 * The transaction was rolled back or never begun: deadlock, serialization failure, the connection ended by
 * the server (57P01 shutdown, 57P02 crash elsewhere), a prepared statement that it forgot (26000) or whose
 * tables changed (0A000), or somebody was faster by a moment (23505: every statement looks before it claims).
 */
const UNDONE = new Set(['40P01', '40001', '57P01', '57P02', '26000', '0A000', '23505']);

/** No connection more is to be had: of the server's, the database's or the role's. */
const CROWDED = '53300';

/** Who has a connection already waits for it instead; else somebody else's may be free in a moment. */
export function isCrowded(error: unknown): boolean {
  return codeOf(error) === CROWDED;
}

/** Nothing of the statement has been done. */
export function isUndone(error: unknown): boolean {
  return UNDONE.has(codeOf(error) ?? '');
}

/** The server has ended the connection, or it broke: another one may have died the same way. */
export function isEnded(error: unknown): boolean {
  return /^57P0[12]$/.test(codeOf(error) ?? '') || isLost(error);
}

/** The connection broke: whether the statement was carried out is unknown. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /^(ECONNRESET|EPIPE)$/.test(codeOf(error) ?? '') || error.message === 'Connection terminated unexpectedly'
  );
}

/** A disk is full, or this is a standby. */
const READ_ONLY = new Set(['53100', '25006']);

/** Something is larger than PostgreSQL can take, such as a text that an index is on or a number: others are served. */
const TOO_MUCH = /^(?:22|54)/;

/**
 * What a failure of the driver is to the callers: StoreUnavailable, unless it is this one statement's own. The
 * values at fault, which may be secrets, stay out of it.
 */
export function unavailable(error: unknown): Error {
  if (error instanceof DatabaseError) {
    error.detail = undefined;
    error.where = undefined;
    if (TOO_MUCH.test(error.code ?? '')) return error;
  }
  const text = MISSING.has(codeOf(error) ?? '') ? NOT_SET_UP : `PostgreSQL cannot be used: ${reason(error)}`;
  const Failure = READ_ONLY.has(codeOf(error) ?? '') ? StoreReadOnly : StoreUnavailable;
  return new Failure(text, { cause: error });
}

/** A refused connection to a name with several addresses has its reasons inside. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join(', ');
  return error instanceof Error && error.message !== '' ? error.message : (codeOf(error) ?? 'unknown error');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
