import type { Command } from 'commander';
import type { RecordingJson } from '../operations/recording-schema.ts';
import { confirm } from './confirm.ts';
import { printable, say } from './output.ts';
import type { Services } from './services.ts';
import { count } from './totals.ts';

interface Options {
  readonly json?: true;
}

/** What is done to recordings, one by one. */
export function addRecordingEditing(recordings: Command, services: Services): void {
  editing(recordings, 'publish', 'let recordings be played').action(
    async (ids: string[], options: Options) => {
      const { publishRecording } = await import('../operations/recordings-edit.ts');
      await each(services, ids, 'published', options, (id) => services.operate(publishRecording, { id }));
    },
  );
  editing(recordings, 'unpublish', 'let recordings not be played any more, and keep them').action(
    async (ids: string[], options: Options) => {
      const { unpublishRecording } = await import('../operations/recordings-edit.ts');
      await each(services, ids, 'unpublished', options, (id) => services.operate(unpublishRecording, { id }));
    },
  );
  editing(recordings, 'protect', 'let recordings be played only with a link that works once')
    .option('--off', 'let anybody play them again')
    .action(async (ids: string[], options: Options & { off?: true }) => {
      const { protectRecording } = await import('../operations/recordings-edit.ts');
      const protect = options.off === undefined;
      await each(services, ids, protect ? 'protected' : 'not protected any more', options, (id) =>
        services.operate(protectRecording, { id, protect }),
      );
    });
  editing(recordings, 'delete', 'delete recordings with their files')
    .option('-y, --yes', 'do not ask')
    .action(async (ids: string[], options: Options & { yes?: true }) => {
      const { deleteRecording } = await import('../operations/recordings-edit.ts');
      await allKnown(services, ids);
      await confirm(services, `This deletes ${count(ids.length, 'recording')} for good.`, options.yes);
      await each(services, ids, 'deleted', options, (id) => services.operate(deleteRecording, { id }));
    });
}

function editing(recordings: Command, name: string, about: string): Command {
  return recordings
    .command(name)
    .argument('<id...>')
    .description(about)
    .option('--json', 'print the recordings as JSON')
    .addHelpText('after', `\nExample:\n  $ scalelite recordings ${name} ID`);
}

/** All must exist before the first is changed. */
async function each(
  services: Services,
  ids: readonly string[],
  done: string,
  { json }: Options,
  change: (id: string) => Promise<RecordingJson>,
): Promise<void> {
  await allKnown(services, ids);
  const changed: RecordingJson[] = [];
  for (const id of ids) {
    changed.push(await change(id));
    if (!json) say(services.terminal, `${printable(id)} ${done}`);
  }
  if (json) say(services.terminal, JSON.stringify(changed, null, 2));
}

/** Throws OperationFailed at the first that is not. */
async function allKnown(services: Services, ids: readonly string[]): Promise<void> {
  const { showRecording } = await import('../operations/recordings.ts');
  for (const id of ids) await services.operate(showRecording, { id });
}
