import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config.ts';
import { examples } from './examples.ts';
import { CommandFailed } from './output.ts';
import type { Services } from './services.ts';

interface FleetFlags {
  readonly servers: number;
  readonly basePort?: number;
  readonly latency?: number;
  readonly traffic?: number;
  readonly withoutWebhooks?: readonly number[];
}

interface FaultFlags {
  readonly ms?: string;
  readonly calls?: string;
  readonly times?: string;
  readonly key?: string;
  readonly message?: string;
}

interface ArchiveFlags {
  readonly to?: string;
  readonly count: number;
  readonly formats?: string;
  readonly bytes?: number;
  readonly slides?: number;
  readonly recordId?: string;
  readonly meetingId?: string;
  readonly name?: string;
  readonly seed?: string;
}

const LAST_PORT = 65_535;

const EXAMPLES = `
Examples:
  $ scalelite simulate --servers 20
  $ scalelite simulate fault 2 refuse
  $ scalelite simulate fault 2 none
  $ scalelite simulate archive --count 3`;

/**
 * `simulate`: BBB-like servers to try things with, and faults for those that run. `faults` is what the help
 * says of each of them.
 */
export function addSimulateCommand(program: Command, services: Services, faults: string): void {
  const command = program
    .command('simulate')
    .description('run simulated BBB servers on this machine')
    .option('-s, --servers <number>', 'how many', whole(1, 1000), 4)
    .option(
      '--base-port <port>',
      'port of the first, the others follow (default: free ones)',
      whole(1, LAST_PORT),
    )
    .option('--latency <ms>', 'wait before every answer', whole(0, 600_000))
    .option(
      '--traffic <ms>',
      'let users come and go in all meetings, a step each so often',
      whole(10, 600_000),
    )
    .option(
      '--without-webhooks <numbers>',
      'servers where bbb-webhooks is not installed, e.g. 2,3 (default: it is on all)',
      numbers,
    )
    .addHelpText('after', EXAMPLES)
    .action((flags: FleetFlags) => run(services, flags));
  addFault(command, services, faults);
  addArchive(command, services);
  addTelling(command, services);
}

function addFault(simulate: Command, services: Services, faults: string): void {
  simulate
    .command('fault')
    .description('make a simulated server (of a running simulate or demo) fail, or heal it')
    .argument('<server>', 'its number, from 1, or all')
    .argument('<fault>', 'what goes wrong; none heals')
    .option('--ms <number>', 'how long, or how far; see below')
    .option('--calls <names>', 'only these calls, e.g. create,join')
    .option('--times <number>', 'only the next so many requests')
    .option('--key <key>', 'with failed: the messageKey')
    .option('--message <text>', 'with failed: the message')
    .addHelpText(
      'after',
      `\nFaults:\n${faults}\n${examples('scalelite simulate fault 2 refuse', 'scalelite simulate fault all none')}`,
    )
    .action((server: string, kind: string, flags: FaultFlags) => fault(services, { server, kind, ...flags }));
}

function addArchive(simulate: Command, services: Services): void {
  simulate
    .command('archive')
    .description('write archives of recordings, as BBB servers send them')
    .option('--to <directory>', 'where to (default: RECORDING_SPOOL_DIR, from where they are imported)')
    .option('-n, --count <number>', 'how many', whole(1, 100_000), 1)
    .option('--formats <names>', 'presentation, video, podcast, screenshare, notes; with commas')
    .option('--bytes <number>', 'how large each is, about', whole(1, 1e12))
    .option('--slides <number>', 'how many slides a presentation has', whole(1, 10_000))
    .option('--record-id <id>', 'the record id')
    .option('--meeting-id <id>', 'the meeting they were recorded in')
    .option('--name <text>', 'the name of the meeting')
    .option('--seed <text>', 'the same seed makes the same recordings')
    .addHelpText('after', '\nExample:\n  $ scalelite simulate archive --count 10 --bytes 500000000')
    .action((flags: ArchiveFlags) => archive(services, flags));
}

function addTelling(simulate: Command, services: Services): void {
  simulate
    .command('sent')
    .description('show whom a simulated server called back: ends of meetings, analytics, webhooks')
    .argument('<server>', 'its number, from 1')
    .addHelpText('after', examples('scalelite simulate sent 2'))
    .action((server: string) => sent(services, server));
  simulate
    .command('recording')
    .description('send the webhook events of a recording, from rap-archive-started to rap-publish-ended')
    .argument('<server>', 'its number, from 1')
    .argument('<meeting>', 'the meeting it was recorded in')
    .option('--name <text>', 'the name of the meeting')
    .addHelpText('after', examples('scalelite simulate recording 2 room-1'))
    .action((server: string, meetingId: string, flags: { name?: string }) =>
      recording(services, { server, meetingId, ...flags }),
    );
}

async function sent(services: Services, server: string): Promise<void> {
  const { showSent } = await import('../simulator/command.ts');
  await showSent({ infoFile: infoFileOf(await services.config()), server }, services.terminal.stdout);
}

async function recording(
  services: Services,
  command: { readonly server: string; readonly meetingId: string; readonly name?: string },
): Promise<void> {
  const { processRecording } = await import('../simulator/command.ts');
  const infoFile = infoFileOf(await services.config());
  await processRecording({ infoFile, ...command }, services.terminal.stdout);
}

async function archive(services: Services, { to, seed, ...flags }: ArchiveFlags): Promise<void> {
  const { writeArchives } = await import('../simulator/archives/command.ts');
  const directory = to ?? (await services.config()).recordingSpoolDir;
  await writeArchives({ directory, seed: seed ?? String(Date.now()), ...flags }, services.terminal.stdout);
}

async function run(services: Services, flags: FleetFlags): Promise<void> {
  const { runSimulator } = await import('../simulator/command.ts');
  const { servers, basePort, latency: latencyMs, traffic: trafficMs, withoutWebhooks } = flags;
  if (basePort !== undefined && basePort + servers - 1 > LAST_PORT) {
    throw new CommandFailed(`${servers} servers from port ${basePort} on need ports above ${LAST_PORT}.`, 2);
  }
  const infoFile = infoFileOf(await services.config());
  await mkdir(dirname(infoFile), { recursive: true, mode: 0o700 });
  const { interrupted: signal, terminal } = services;
  const options = { servers, basePort, latencyMs, trafficMs, withoutWebhooks, infoFile, signal };
  await runSimulator(options, terminal.stdout);
}

async function fault(
  services: Services,
  command: FaultFlags & { readonly server: string; readonly kind: string },
): Promise<void> {
  const { sendFault } = await import('../simulator/command.ts');
  await sendFault({ infoFile: infoFileOf(await services.config()), ...command }, services.terminal.stdout);
}

/** Where a running simulator tells how it is controlled. */
export function infoFileOf({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'simulator.json');
}

function numbers(text: string): number[] {
  return text.split(',').map(whole(1, 1000));
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Allowed: ${min} to ${max}.`);
  };
}
