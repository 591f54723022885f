import type { Command, Option } from 'commander';

/** What may be completed at one place of the command line. */
export interface Place {
  /** The words that lead there: `servers list`; empty for the program itself. */
  readonly path: string;
  readonly words: readonly Word[];
  /** Options that take a value, with what is known of it. */
  readonly valued: readonly { readonly flags: readonly string[]; readonly value: Value }[];
  /** Undefined: nothing, or nothing that could be known, stands here. */
  readonly argument: Value | undefined;
}

export interface Word {
  readonly word: string;
  readonly about: string;
}

export type Value =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' }
  /** Ids of what the noun names, which are asked for when they are needed. */
  | { readonly kind: 'ids'; readonly noun: string }
  /** Anything. */
  | { readonly kind: 'text' };

/** Nouns whose ids can be told quickly. */
export const NOUNS = ['servers', 'tenants'] as const;

/** Every place of the program's command line, from its own tree of commands. */
export function placesOf(program: Command): Place[] {
  return below(program, '');
}

function below(command: Command, path: string): Place[] {
  const subcommands = command.createHelp().visibleCommands(command);
  const options = command.createHelp().visibleOptions(command);
  const here: Place = {
    path,
    words: [
      ...subcommands.map((sub) => ({ word: sub.name(), about: sub.description() })),
      ...options.flatMap((option) => flagsOf(option).map((word) => ({ word, about: option.description }))),
    ],
    valued: options
      .filter((option) => option.required || option.optional)
      .map((option) => ({ flags: flagsOf(option), value: kindOf(option.flags, path, option.argChoices) })),
    argument: argumentOf(command, path),
  };
  const rest = subcommands.filter((sub) => sub.name() !== 'help');
  return [here, ...rest.flatMap((sub) => below(sub, path === '' ? sub.name() : `${path} ${sub.name()}`))];
}

function flagsOf({ short, long }: Option): string[] {
  return [short, long].filter((flag) => flag !== undefined);
}

function argumentOf(command: Command, path: string): Value | undefined {
  const [argument] = command.registeredArguments;
  return argument && kindOf(`<${argument.name()}>`, path, argument.argChoices);
}

/** Told by the name in the angle brackets. */
function kindOf(flags: string, path: string, choices: readonly string[] | undefined): Value {
  if (choices) return { kind: 'words', words: choices };
  const name = /[<[](\w+)/.exec(flags)?.[1] ?? '';
  if (name === 'path' || name === 'file') return { kind: 'files' };
  const noun = NOUNS.find((one) => path.split(' ')[0] === one);
  return name === 'id' && noun ? { kind: 'ids', noun } : { kind: 'text' };
}
