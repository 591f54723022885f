import { type Command, InvalidArgumentError } from 'commander';
import type { showCapacity } from '../operations/capacity.ts';
import type { OutputOf } from '../operations/operation.ts';
import { type Column, itemTable } from './columns.ts';
import { examples } from './examples.ts';
import { printable, say } from './output.ts';
import { sayJson } from './print.ts';
import type { Services } from './services.ts';

type Told = OutputOf<typeof showCapacity>;
type Group = Told['groups'][number];

interface Options {
  readonly target?: number;
  readonly keepFree?: number;
  readonly json?: true;
}

/** `capacity`: what room there is, and how many servers are wanted. */
export function addCapacityCommand(program: Command, services: Services): void {
  program
    .command('capacity')
    .description('show what room is left in the pool, and how many servers it wants, by tag')
    .option('--target <percent>', 'how full servers should be at most; else CAPACITY_TARGET', within(1, 100))
    .option('--keep-free <users>', 'users for whom there should be room at least', within(0, 10_000_000))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('scalelite capacity', 'scalelite capacity --keep-free 150 --json | jq .wanted_servers'),
    )
    .action(async ({ target, keepFree, json }: Options) => {
      const { showCapacity } = await import('../operations/capacity.ts');
      const told = await services.operate(showCapacity, {
        ...(target !== undefined && { target }),
        ...(keepFree !== undefined && { keep_free: keepFree }),
      });
      if (json) return sayJson(services.terminal, told);
      say(services.terminal, ...itemTable(services.terminal, COLUMNS, told.groups), summary(told));
    });
}

const COLUMNS: readonly Column<Group>[] = [
  { title: 'TAG', spare: 0, cell: ({ tag }) => printable(tag ?? '(none)') },
  { title: 'IN SERVICE', spare: 0, cell: ({ in_service }) => String(in_service) },
  { title: 'WANTED', spare: 0, cell: ({ wanted_servers }) => String(wanted_servers) },
  { title: 'USERS', spare: 0, cell: ({ users }) => String(users) },
  { title: 'OF', spare: 1, cell: ({ user_capacity }) => String(user_capacity) },
  { title: 'FREE', spare: 0, cell: ({ free_users }) => String(free_users) },
  { title: 'DISPENSABLE', spare: 2, cell: ({ dispensable }) => dispensable.map(printable).join(' ') },
];

function summary({ in_service, wanted_servers, utilisation, target }: Told): string {
  const full = `${Math.round(utilisation * 100)} % full, ${target} % wanted at most`;
  return `${in_service} servers in service, ${wanted_servers} wanted; ${full}`;
}

function within(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,8}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };
}
