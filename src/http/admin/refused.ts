import { type FailureCode, type FailureValues, failures, told } from '../../operations/failure-codes.ts';
import { Refusal, type RefusalOptions } from './route.ts';

/** A failure that has a code. */
export function refused<Code extends FailureCode>(
  code: Code,
  values: FailureValues<Code>,
  headers: NonNullable<RefusalOptions['headers']> = {},
): Refusal {
  return new Refusal(failures[code][0], told(code, values), { headers });
}
