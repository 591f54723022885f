import type { z } from 'zod';
import type { Told } from './failure-codes.ts';

/** What a field must be, where that is told in words of our own: by its code, which stays as it is. */
export const demands = {
  'server-url': 'Must start with http:// or https://, and have a host',
  'above-zero': 'Must be above 0',
  cursor: 'Must be `next` of the page before',
  'log-level-time': 'Must be like 15m, 2h or 1d',
  moment: 'Must be like 30s, 90m, 6h, 1d or 2w, or a date of ISO 8601',
  period: 'Must be like 12h, 90d, 4w, 1y, or never',
  'period-or-now': 'Must be like 12h, 7d, 4w, now, or never',
  fingerprint: 'Must be the fingerprint of a secret, or at least 4 digits of its beginning',
  secret: 'Must not be blank or hold a colon',
  'token-name': 'Must be 1 to 100 characters',
  'no-controls': 'Must be without control characters',
  'user-name': 'Must be letters, digits and ._@+-, without blanks',
  password: 'Must be 10 to 200 characters',
} as const;

/** What is wrong with a field of whatever kind. */
const common = [
  'missing',
  'no-such-field',
  'type',
  'too-short',
  'too-long',
  'too-small',
  'too-large',
  'not-above',
  'not-below',
  'choice',
  'unfit',
] as const;

export type ProblemCode = keyof typeof demands | (typeof common)[number];
const demandCodes = Object.keys(demands).filter(isDemand);
export const problemCodes: readonly ProblemCode[] = [...demandCodes, ...common];

interface CodedProblem {
  readonly code: ProblemCode;
  readonly values?: Told['values'];
}

/** What the check of a schema found, as a program can tell it. */
export function codedProblem(issue: z.core.$ZodIssue): CodedProblem {
  const own = demandCodes.find((code) => demands[code] === issue.message);
  if (own !== undefined) return { code: own };
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'type', values: { expected: issue.expected } };
    case 'invalid_value':
      return { code: 'choice', values: { allowed: issue.values.map(String).join(', ') } };
    case 'too_small':
      return { code: tooSmall(issue), values: { least: Number(issue.minimum) } };
    case 'too_big':
      return { code: tooBig(issue), values: { most: Number(issue.maximum) } };
    default:
      return { code: 'unfit' };
  }
}

function tooSmall({ origin, inclusive }: z.core.$ZodIssueTooSmall): ProblemCode {
  if (!isNumber(origin)) return 'too-short';
  return inclusive === false ? 'not-above' : 'too-small';
}

function tooBig({ origin, inclusive }: z.core.$ZodIssueTooBig): ProblemCode {
  if (!isNumber(origin)) return 'too-long';
  return inclusive === false ? 'not-below' : 'too-large';
}

/** Else it is how long something is. */
function isNumber(origin: string): boolean {
  return origin === 'number' || origin === 'int' || origin === 'bigint';
}

function isDemand(code: string): code is keyof typeof demands {
  return Object.hasOwn(demands, code);
}
