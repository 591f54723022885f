import { readFileSync } from 'node:fs';
import { ConfigError } from './error.ts';
import type { Variable } from './variable.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a variable, and where it comes from. */
export interface Given {
  readonly text: string;
  /** For people: `environment`, `environment (INTERVAL)`, `file /run/secrets/x`, `default`, `kept in DATA_DIR`. */
  readonly source: string;
  /** The alias it was given by, if so. */
  readonly alias?: string;
}

/** What the environment says of a variable; `NAME_FILE` names a file to read it from. Undefined: nothing. */
export function givenBy(env: Environment, variable: Variable): Given | undefined {
  for (const name of [variable.name, ...(variable.aliases ?? [])]) {
    const given = givenAs(env, name, variable.keepsEmpty ?? false);
    if (given && name === variable.name) return given;
    if (given) return { ...given, source: `${given.source} (${name})`, alias: name };
  }
  return undefined;
}

function givenAs(env: Environment, name: string, keepsEmpty: boolean): Given | undefined {
  const isSet = (text: string | undefined): text is string =>
    text !== undefined && (text.trim() !== '' || (keepsEmpty && text === ''));
  const text = env[name];
  const file = env[`${name}_FILE`]?.trim();
  if (file) {
    if (isSet(text)) throw new ConfigError(`${name} and ${name}_FILE are both set: one of them is allowed`);
    const content = readText(`${name}_FILE`, file);
    return isSet(content) ? { text: content, source: `file ${file}` } : undefined;
  }
  return isSet(text) ? { text, source: 'environment' } : undefined;
}

function readText(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    throw new ConfigError(`${variable}=${file} is not allowed: the file cannot be read (${reason})`, {
      cause: error,
    });
  }
}
