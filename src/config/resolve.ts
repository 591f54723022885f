import { resolve as absolute, join } from 'node:path';
import { ConfigError } from './error.ts';
import { type Environment, type Given, givenBy } from './given.ts';
import { keptNames, makeKept, readKept } from './kept-secrets.ts';
import { masked } from './mask.ts';
import { path } from './types.ts';
import type { DefaultContext, Parsed, Variable } from './variable.ts';
import { variables } from './variables.ts';

export type Settings = Parsed<typeof variables>;

export interface Place {
  /** Relative paths are relative to it. */
  readonly cwd: string;
  /** The repository's root: the default DATA_DIR is below it. */
  readonly root: string;
  /** Whether the secrets kept in DATA_DIR are made when missing, or only read. */
  readonly keptSecrets: 'make' | 'read';
}

export interface Resolved {
  readonly embedded: boolean;
  /** By name; what has no value is missing. */
  readonly texts: ReadonlyMap<string, Given>;
}

const table: readonly Variable[] = Object.values(variables);

/** The text of every variable: from the environment, a file, the kept secrets, or its default; paths absolute. */
export function resolve(env: Environment, place: Place): Resolved {
  const texts = new Map<string, Given>();
  for (const variable of table) {
    const given = givenBy(env, variable);
    if (given) texts.set(variable.name, withAbsolutePath(variable, given, place.cwd));
  }
  const embedded = !texts.has('DATABASE_URL') && !texts.has('REDIS_URL');
  const dataDir = texts.get('DATA_DIR')?.text ?? join(place.root, 'data');
  if (embedded) addKept(texts, dataDir, place.keptSecrets);
  addDefaults(texts, { embedded, dataDir });
  return { embedded, texts };
}

function withAbsolutePath(variable: Variable, given: Given, cwd: string): Given {
  return variable.type === path ? { ...given, text: absolute(cwd, given.text.trim()) } : given;
}

function addKept(texts: Map<string, Given>, dataDir: string, mode: Place['keptSecrets']): void {
  for (const name of keptNames) {
    const isGiven = texts.has(name) || (name === 'LOADBALANCER_SECRET' && texts.has('LOADBALANCER_SECRETS'));
    const text = isGiven ? undefined : (mode === 'make' ? makeKept : readKept)(dataDir, name);
    if (text !== undefined) texts.set(name, { text, source: 'kept in DATA_DIR' });
  }
}

function addDefaults(texts: Map<string, Given>, facts: Omit<DefaultContext, 'value'>): void {
  const value = (name: string): string | undefined =>
    texts.get(name)?.text ?? table.find((variable) => variable.name === name)?.default;
  for (const variable of table) {
    const text = variable.default ?? variable.defaultFrom?.({ ...facts, value });
    if (text !== undefined && !texts.has(variable.name))
      texts.set(variable.name, { text, source: 'default' });
  }
}

/** The values. Throws ConfigError for the first that is not allowed. */
export function parse(resolved: Resolved): Settings {
  const values = Object.entries<Variable>(variables).map(([key, variable]) => {
    const given = resolved.texts.get(variable.name);
    return [key, given && parseOne(variable, given)] as const;
  });
  // Each key's value was parsed by the type in the same row, which is what Settings says.
  return Object.fromEntries(values) as Settings;
}

function parseOne(variable: Variable, given: Given): unknown {
  const result = variable.type.safeParse(given.text);
  if (result.success) return result.data;
  const origin = given.source.startsWith('environment') ? '' : ` (${given.source})`;
  const value = masked(given.text, variable.secrecy ?? 'open');
  throw new ConfigError(
    `${given.alias ?? variable.name}=${value}${origin} is not allowed: it must be ${variable.type.description}`,
  );
}
