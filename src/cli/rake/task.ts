import type { Services } from '../services.ts';

/** In the order of the row's `args`; undefined: not given. An empty one counts as not given, but for a tag. */
export type TaskArgs = readonly (string | undefined)[];

/** One row of the table of tasks. */
export interface Task {
  readonly name: string;
  readonly args?: readonly string[];
  /** What `-T` says of it. */
  readonly about: string;
  /** Prints to the terminal; throws CommandFailed for a line on stderr and exit 1. */
  readonly run: (services: Services, args: TaskArgs) => Promise<void>;
}

/** What stands in `id1:id2`. */
export function idList(ids: string): string[] {
  return ids
    .split(':')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}
