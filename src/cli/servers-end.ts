import type { Command } from 'commander';
import { confirm } from './confirm.ts';
import { onRecord } from './meetings-on-record.ts';
import { withProgress } from './progress.ts';
import { knownServers, report, warnNotEnded } from './servers-report.ts';
import type { Services } from './services.ts';
import type { ServerAnswer } from './shown-server.ts';
import { count } from './totals.ts';

interface Options {
  readonly yes?: true;
  readonly json?: true;
}

interface PanicOptions extends Options {
  readonly keepState?: true;
  readonly skipEndCalls?: true;
}

/** What ends the meetings of servers: each asks before it does. */
export function addEnding(servers: Command, services: Services): void {
  ending(servers, 'disable', 'take servers out of service; ends the meetings they still have').action(
    (ids: string[], options: Options) => disable(services, ids, options),
  );
  ending(servers, 'remove', 'remove servers from the pool; ends the meetings they still have').action(
    (ids: string[], options: Options) => remove(services, ids, options),
  );
  ending(servers, 'panic', 'end all meetings of servers and disable them, at once')
    .option('--keep-state', 'do not disable them')
    .option('--skip-end-calls', 'forget their meetings without asking the servers to end them')
    .action((ids: string[], options: PanicOptions) => panic(services, ids, options));
}

function ending(servers: Command, name: string, about: string): Command {
  return servers
    .command(name)
    .argument('<id...>')
    .description(about)
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print the servers as JSON')
    .addHelpText('after', `\nExample:\n  $ scalelite servers ${name} bbb1.example.com --yes`);
}

async function disable(services: Services, ids: readonly string[], options: Options): Promise<void> {
  await knownServers(services, ids);
  const running = await meetingsOn(services, ids);
  if (running > 0)
    await confirm(services, `This ends ${count(running, 'meeting')}; cordon drains instead.`, options.yes);
  const { disableServer } = await import('../operations/servers-state.ts');
  await each(services, ids, { ...options, running, done: 'disabled' }, (id, progress) =>
    services.operate(disableServer, { id, end_meetings: running > 0 }, { progress }),
  );
}

async function remove(services: Services, ids: readonly string[], options: Options): Promise<void> {
  const away = (await knownServers(services, ids)).filter(({ online }) => !online).map(({ id }) => id);
  const running = await meetingsOn(services, ids);
  const also = running > 0 ? ` and ends ${count(running, 'meeting')}` : '';
  const rooms =
    running > 0 && away.length > 0 ? ` What still runs on ${away.join(', ')} (offline) is not ended.` : '';
  await confirm(services, `This removes ${count(ids.length, 'server')}${also}.${rooms}`, options.yes);
  const { removeServer } = await import('../operations/servers-state.ts');
  await each(services, ids, { ...options, running, done: 'removed' }, (id, progress) =>
    services.operate(removeServer, { id, end_meetings: running > 0 }, { progress }),
  );
}

async function panic(services: Services, ids: readonly string[], options: PanicOptions): Promise<void> {
  await knownServers(services, ids);
  const running = await meetingsOn(services, ids);
  const state = options.keepState ? '' : ` and disables ${count(ids.length, 'server')}`;
  await confirm(services, `This ends ${count(running, 'meeting')}${state}.`, options.yes);
  const { panicServer } = await import('../operations/servers-state.ts');
  const flags = { keep_state: options.keepState ?? false, skip_end_calls: options.skipEndCalls ?? false };
  const done = options.keepState ? 'cleared' : 'cleared and disabled';
  await each(services, ids, { ...options, running, done }, (id, progress) =>
    services.operate(panicServer, { id, ...flags }, { progress }),
  );
}

interface Ended {
  readonly server: ServerAnswer;
  readonly ended: number;
  readonly not_ended: readonly { readonly id: string; readonly reason: string }[];
}

type Step = (id: string, progress: (done: number) => void) => Promise<Ended>;

/** One server after the other, under one bar; what fails ends it, with those before done and told. */
async function each(
  services: Services,
  ids: readonly string[],
  { running, done, json }: Options & { readonly running: number; readonly done: string },
  step: Step,
): Promise<void> {
  const results: Ended[] = [];
  try {
    await withProgress(services.terminal, 'Ending meetings', async (hear) => {
      let before = 0;
      for (const id of ids) {
        const result = await step(id, (now) => hear(before + now, running));
        results.push(result);
        before += result.ended;
      }
    });
  } finally {
    report(
      services,
      results.map(({ server }) => server),
      done,
      json,
    );
    warnNotEnded(
      services,
      results.flatMap((result) => result.not_ended),
      done === 'removed' ? 'left' : 'remembered',
    );
  }
}

async function meetingsOn(services: Services, ids: readonly string[]): Promise<number> {
  let sum = 0;
  for (const server of ids) sum += (await onRecord(services, { server })).length;
  return sum;
}
