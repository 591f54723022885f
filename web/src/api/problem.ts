import type { Values } from '../i18n/translate.ts';

/** What is wrong with a field, as the server tells it. */
export interface Problem {
  /** Its name; empty: of all that was given. */
  readonly field: string;
  readonly problem: string;
  readonly code: string;
  readonly values: Values;
}

/** The problems in an answer; those that are told otherwise are left out. */
export function problemsIn(answer: unknown): Problem[] {
  const { problems } = fields(answer);
  return Array.isArray(problems) ? problems.flatMap(problemIn) : [];
}

function problemIn(one: unknown): Problem[] {
  const { field, problem, code, values } = fields(one);
  if (typeof field !== 'string' || typeof problem !== 'string') return [];
  // Of a list the server names the place in it as well.
  const [name = ''] = field.split('.');
  return [{ field: name, problem, code: typeof code === 'string' ? code : '', values: valuesIn(values) }];
}

/** What goes with a code. */
export function valuesIn(values: unknown): Values {
  return Object.fromEntries(
    Object.entries(fields(values)).filter(
      (pair): pair is [string, string | number] => typeof pair[1] === 'string' || typeof pair[1] === 'number',
    ),
  );
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
