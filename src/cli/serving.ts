import cluster from 'node:cluster';
import { type Command, InvalidArgumentError } from 'commander';
import { banner } from './banner.ts';
import { examples } from './examples.ts';
import { say } from './output.ts';
import type { Services } from './services.ts';

/** What may run beside the API in its process. */
type Part = 'poller' | 'importer' | 'none';

const MIGRATE_HELP = `
Examples:
  $ scalelite migrate
  $ scalelite migrate --check --json | jq '.stores[].remarks[] | select(.kind == "strange")'

Exit codes of --check: 0 all is understood, 1 not all is, or a store can't be read.`;

/** `serve`, `poll`, `import`, `migrate` and `demo`: what runs, and what it needs to. */
export function addServingCommands(program: Command, services: Services): void {
  program
    .command('serve')
    .description(
      'run the API; on one machine (no DATABASE_URL, no REDIS_URL) with poller and importer inside',
    )
    .option('--with <parts>', 'what else to run in this process: poller, importer, or none', parts)
    .addHelpText('after', '\nExamples:\n  $ scalelite serve\n  $ scalelite serve --with poller,importer')
    .action(async (options: { with?: readonly Part[] }) => serve(services, options.with));
  program
    .command('poll')
    .description('run the poller alone')
    .addHelpText('after', examples('scalelite poll', 'POLL_INTERVAL=30 scalelite poll'))
    .action(async () => services.untilStopped(await services.runPoller(await services.config())));
  program
    .command('import')
    .description('run the importer of recordings alone')
    .addHelpText('after', examples('scalelite import'))
    .action(async () => services.untilStopped(await services.runImporter(await services.config())));
  program
    .command('migrate')
    .description('bring the state store and the database up to date')
    .option(
      '--check',
      'change nothing: report what an existing Scalelite left in them, and what is not understood',
    )
    .option('--json', 'with --check: print JSON')
    .addHelpText('after', MIGRATE_HELP)
    .action(async (options: { check?: true; json?: true }) => {
      if (options.check) return (await import('./migrate-check.ts')).checkMigration(services, options);
      await (await import('./migrate.ts')).migrateStores(services);
      say(services.terminal, 'The state store and the database are up to date.');
    });
  program
    .command('demo')
    .description('serve with four simulated BBB servers and users coming and going')
    .addHelpText('after', examples('scalelite demo', 'DATA_DIR=/tmp/demo PORT=3100 scalelite demo'))
    .action(async () => (await import('./demo.ts')).demo(services));
}

async function serve(services: Services, wanted: readonly Part[] | undefined): Promise<void> {
  const config = await services.servingConfig();
  const runs = (part: Part): boolean => wanted?.includes(part) ?? config.embedded;
  const running = await services.serve(config, { poller: runs('poller'), importer: runs('importer') });
  const forPeople = config.embedded || services.terminal.stdout.isTTY;
  if (forPeople && !cluster.isWorker) say(services.terminal, ...(await banner(config, services)));
  await services.untilStopped(running);
}

function parts(text: string): Part[] {
  return text.split(',').map((part) => {
    if (part === 'poller' || part === 'importer' || part === 'none') return part;
    throw new InvalidArgumentError('Allowed: poller, importer, none.');
  });
}
