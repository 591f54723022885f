import type { Secrecy } from './mask.ts';
import type { VariableType } from './types.ts';

/** What a default may depend on. */
export interface DefaultContext {
  /** Neither DATABASE_URL nor REDIS_URL is set. */
  readonly embedded: boolean;
  /** Absolute. */
  readonly dataDir: string;
  /** The text of another variable: as given, else its default if that is a plain text. */
  value(name: string): string | undefined;
}

/** One row of the table: all there is to say about a variable. */
export interface Variable<Value = unknown> {
  readonly name: string;
  /** Other names of it; the first one that is set wins, `name` before all. */
  readonly aliases?: readonly string[];
  readonly type: VariableType<Value>;
  /** As it would be written in the environment. Left out: undefined when not set. */
  readonly default?: string;
  /** Instead of `default` where it depends on other variables; `defaultText` says how, for the documentation. */
  readonly defaultFrom?: (context: DefaultContext) => string | undefined;
  readonly defaultText?: string;
  /** One sentence, for the operator. */
  readonly meaning: string;
  readonly secrecy?: Secrecy;
  /** Set but empty is a value of its own. */
  readonly keepsEmpty?: true;
}

/** These always have a value. */
type Always = { readonly default: string } | { readonly defaultFrom: (context: DefaultContext) => string };

/** What a table of variables is parsed to. */
export type Parsed<Table extends Readonly<Record<string, Variable>>> = {
  readonly [Key in keyof Table]: Table[Key] extends Variable<infer Value>
    ? Table[Key] extends Always
      ? Value
      : Value | undefined
    : never;
};
