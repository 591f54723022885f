import { lastValue, type Params } from '../../bbb/query.ts';
import { type FailureKey, failure, sizeError, validationError } from './failures.ts';

export interface Length {
  readonly least: number;
  readonly most: number;
}

/** What the call cannot do without; blank is missing. Throws BbbError `missing`, or sizeError. */
export function required(params: Params, name: string, missing: FailureKey, length?: Length): string {
  const value = lastValue(params, name);
  if (value === undefined || value.trim() === '') throw failure(missing);
  return length === undefined ? value : ofLength(name, value, length);
}

/** Undefined: absent or blank. Throws sizeError. */
export function optional(params: Params, name: string, length?: Length): string | undefined {
  const value = lastValue(params, name);
  if (value === undefined || value.trim() === '') return undefined;
  return length === undefined ? value : ofLength(name, value, length);
}

/** Not negative; absent or blank: 0. Throws validationError. */
export function wholeNumber(params: Params, name: string): number {
  const value = optional(params, name) ?? '0';
  if (!/^\d{1,9}$/.test(value)) throw validationError(`${name} must be a whole number`);
  return Number(value);
}

/** `true` or `false` in any case; absent or blank: `otherwise`. Throws validationError. */
export function flag(params: Params, name: string, otherwise: boolean): boolean {
  const value = optional(params, name)?.toLowerCase() ?? String(otherwise);
  if (value !== 'true' && value !== 'false') throw validationError(`${name} must be true or false`);
  return value === 'true';
}

/** BBB's rule for the ID of a meeting: 2–256 characters, no comma. */
export function meetingIdOf(params: Params): string {
  const id = required(params, 'meetingID', 'missingParamMeetingID', { least: 2, most: 256 });
  if (id.includes(',')) throw validationError('meetingID must not contain a comma');
  return id;
}

function ofLength(name: string, value: string, { least, most }: Length): string {
  if (value.length < least || value.length > most) throw sizeError(name, least, most);
  return value;
}
