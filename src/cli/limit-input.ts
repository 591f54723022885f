import { InvalidArgumentError } from 'commander';

/** A limit as it is typed; `none` takes it away. (commander takes a parsed null for nothing parsed.) */
export type LimitInput = number | 'none';

export function limit(text: string): LimitInput {
  if (text === 'none') return text;
  if (!/^\d{1,6}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number below 1000000, or none.');
  return Number(text);
}

/** As operations take it. */
export function limitGiven<Name extends string>(
  name: Name,
  given: LimitInput | undefined,
): { readonly [N in Name]?: number | null } {
  if (given === undefined) return {};
  const field: { [N in Name]?: number | null } = {};
  field[name] = given === 'none' ? null : given;
  return field;
}
