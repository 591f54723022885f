import { lastValue, type Params } from '../../bbb/query.ts';

const UNAVAILABLE = 'Unavailable';
const SHOWN_AS_X = 4;

/** What the others in the meeting see of a caller: of a number not its last digits, of a hidden one nothing. */
export function callerName(params: Params): string {
  const name = lastValue(params, 'Caller-Caller-ID-Name') ?? '';
  if (name.trim() === '') return UNAVAILABLE;
  const isNumber = /^\d+$/.test(name);
  if (isYes(lastValue(params, `Caller-Privacy-Hide-${isNumber ? 'Number' : 'Name'}`))) return UNAVAILABLE;
  return isNumber ? masked(name) : name;
}

function masked(number: string): string {
  const hidden = Math.min(SHOWN_AS_X, number.length);
  return number.slice(0, -hidden) + 'X'.repeat(hidden);
}

function isYes(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}
