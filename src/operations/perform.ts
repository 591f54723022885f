import { z } from 'zod';
import type { OperationContext } from './context.ts';
import { failed, type Problem } from './failure.ts';
import type { Operation } from './operation.ts';
import { codedProblem } from './problem-codes.ts';

/**
 * Does what was asked for: checks the input first, and lets nothing out that the output does not name.
 * Throws OperationFailed.
 */
export async function perform<Input extends z.ZodObject, Output extends z.ZodType>(
  row: Operation<Input, Output>,
  context: OperationContext,
  given: Readonly<Record<string, unknown>>,
): Promise<z.output<Output>> {
  return row.output.parse(await row.run(context, readInput(row, given)));
}

/** The input with its defaults. Throws OperationFailed, which names everything that is wrong with it. */
function readInput<Input extends z.ZodObject>(
  { input }: Operation<Input>,
  given: Readonly<Record<string, unknown>>,
): z.output<Input> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(input.shape, name));
  const read = input.safeParse(given);
  if (read.success && unknown.length === 0) return read.data;
  const about = descriptions(input);
  const problems: Problem[] = [
    ...unknown.map((field) => ({
      field,
      problem: 'There is no such field',
      code: 'no-such-field' as const,
      allowed: fieldList(input),
    })),
    ...(read.error?.issues ?? []).map((issue) => problemOf(issue, given, about)),
  ];
  const text = problems.map(({ field, problem }) => (field === '' ? problem : `${field}: ${problem}`));
  throw failed('input', { problems: text.join('; ') }, { problems });
}

function problemOf(
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
  about: ReadonlyMap<string, string>,
): Problem {
  const { path } = issue;
  const [first] = path;
  const missing = path.length === 1 && given[String(first)] === undefined;
  const allowed = first === undefined ? undefined : about.get(String(first));
  return {
    field: path.join('.'),
    ...(missing
      ? { problem: 'It is missing', code: 'missing' }
      : { problem: issue.message, ...codedProblem(issue) }),
    ...(allowed !== undefined && { allowed }),
  };
}

function fieldList(input: z.ZodObject): string {
  const names = Object.keys(input.shape);
  return names.length === 0 ? 'No fields' : `One of ${names.join(', ')}`;
}

/** What each field is, as the document says it. */
function descriptions(input: z.ZodObject): ReadonlyMap<string, string> {
  const { properties = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  return new Map(
    Object.entries(properties).flatMap(([name, property]) =>
      typeof property === 'object' && property.description ? [[name, property.description] as const] : [],
    ),
  );
}
