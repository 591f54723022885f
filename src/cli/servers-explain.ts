import type { Command } from 'commander';
import { decimal } from '../cluster/decimal.ts';
import { rowTable } from './columns.ts';
import { examples } from './examples.ts';
import { printable, say } from './output.ts';
import type { Services } from './services.ts';

const HEADER = [
  ['ID', 0],
  ['LOAD', 1],
  ['TAG', 2],
  ['', 0],
] as const;

/** `servers explain`: where the next meeting goes, and why not elsewhere. */
export function addExplain(servers: Command, services: Services): void {
  servers
    .command('explain')
    .description('tell where a meeting that is created now goes, and why not to the other servers')
    .option('-t, --tag <tag>', 'for a create with this meta_server-tag, such as gpu or gpu;large!')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('scalelite servers explain', "scalelite servers explain --tag 'gpu;large!'"),
    )
    .action(async ({ tag, json }: { tag?: string; json?: true }) => {
      const { explainServers } = await import('../operations/explain.ts');
      const told = await services.operate(explainServers, tag === undefined ? {} : { tag });
      if (json) return say(services.terminal, JSON.stringify(told, null, 2));
      const rows = told.servers.map(({ id, reason, load, tag: label }) => [
        printable(id),
        load === null ? 'none' : decimal(load),
        printable(label ?? ''),
        printable(reason),
      ]);
      const head =
        told.chosen === null
          ? 'There is no server for it: the create would fail.'
          : `It goes to ${printable(told.chosen)}.`;
      say(services.terminal, head, '', ...rowTable(services.terminal, HEADER, rows));
    });
}
