import type { Command } from 'commander';
import { examples } from './examples.ts';
import { printable, say, warn } from './output.ts';
import { sayJson } from './print.ts';
import type { Services } from './services.ts';

/** `backup`: what this machine alone has. */
export function addBackupCommand(program: Command, services: Services): void {
  program
    .command('backup')
    .argument('<directory>', 'a new one; made whole or not at all')
    .description('copy what is kept in DATA_DIR (databases, secrets) while everything goes on')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'scalelite backup /var/backups/scalelite/$(date +%F)',
        'DATA_DIR=/srv/scalelite scalelite backup copy',
      ),
    )
    .action(async (directory: string, { json }: { json?: true }) => {
      const files = await services.backUp(directory);
      if (json) return sayJson(services.terminal, { directory, files });
      for (const { name, size } of files) say(services.terminal, `${name}  ${kilobytes(size)}`);
      say(
        services.terminal,
        `Copied to ${printable(directory)}. To go back: stop, put it in the place of DATA_DIR, start.`,
      );
      const { redisUrl, databaseUrl, recordingDisabled } = await services.config();
      const elsewhere = [
        ...(redisUrl === undefined ? [] : ['Redis']),
        ...(databaseUrl === undefined ? [] : ['PostgreSQL']),
        ...(recordingDisabled ? [] : ['the files of recordings']),
      ];
      if (elsewhere.length > 0)
        warn(services.terminal, `Not in it: ${elsewhere.join(', ')} (docs/operations.md).`);
    });
}

function kilobytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024)} KB`;
}
