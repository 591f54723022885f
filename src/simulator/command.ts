import { once } from 'node:events';
import { controlFleet } from './control-client.ts';
import { BadFault, type FaultRow, faultTable, parseFault } from './faults.ts';
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts';
import { hostsOfTheirOwn } from './hosts.ts';

/** Where a command writes to, e.g. process.stdout. */
export interface Output {
  write(text: string): unknown;
}

export interface SimulatorOptions extends FleetOptions {
  /** Here `sendFault` looks for it. */
  readonly infoFile: string;
  /** Users come and go in all meetings, a step each so many milliseconds. Default: nobody comes by himself. */
  readonly trafficMs?: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** `bin/scalelite simulate`: starts a fleet, says how to use it, and runs until the signal. */
export async function runSimulator(options: SimulatorOptions, out: Output): Promise<void> {
  const fleet = await startFleet({ ...options, hostOf: options.hostOf ?? (await hostsOfTheirOwn()) });
  try {
    if (options.trafficMs !== undefined) fleet.setTraffic(options.trafficMs);
    out.write(describeFleet(fleet));
    if (!options.signal.aborted) await once(options.signal, 'abort');
  } finally {
    await fleet.close();
  }
}

/** The servers as a table, and the commands that make them fail. */
function describeFleet({ servers, control }: Pick<Fleet, 'servers' | 'control'>): string {
  const rows = servers.map(({ number, url, secret }) => [String(number), url, secret]);
  const lines = ['Simulated BigBlueButton servers', '', ...table([['NO', 'URL', 'SECRET'], ...rows])];
  if (control !== undefined) {
    lines.push('', 'Add one:        bin/scalelite servers add URL --secret SECRET --enable');
    lines.push('Make one fail:  bin/scalelite simulate fault 1 refuse');
    lines.push('Heal it:        bin/scalelite simulate fault 1 none');
    lines.push('All faults:     bin/scalelite simulate fault --help');
    lines.push('What it told:   bin/scalelite simulate sent 1');
  }
  return `${lines.join('\n')}\n`;
}

/** Every fault with what it does, for the command's help. */
export function describeFaults(): string {
  const all: Readonly<Record<string, FaultRow>> = faultTable;
  const rows = Object.entries(all).map(([kind, row]) => [kind, row.summary + msHelp(row)]);
  return `${table(rows).join('\n')}\n`;
}

function msHelp({ ms }: FaultRow): string {
  return ms === undefined ? '' : ` (--ms: ${ms.means}; default ${ms.byDefault})`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => (row[column] ?? '').length));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(width(i) + 2)).join('')}`.trimEnd());
}

/** What `bin/scalelite simulate fault N KIND …` was given, as it stood there. */
export interface FaultCommand {
  readonly infoFile: string;
  /** From 1, or `all`. */
  readonly server: string;
  readonly kind: string;
  readonly ms?: string | undefined;
  /** Separated by commas. */
  readonly calls?: string | undefined;
  readonly times?: string | undefined;
  readonly key?: string | undefined;
  readonly message?: string | undefined;
}

/** Sets a fault on a running simulator. Throws BadFault, SimulatorNotRunning, ControlRefused, each one line for the user. */
export async function sendFault(command: FaultCommand, out: Output): Promise<void> {
  const { infoFile, kind, key, message } = command;
  const fault = parseFault({
    kind,
    ms: numberOf('--ms', command.ms),
    calls: command.calls?.split(',').map((call) => call.trim()),
    times: numberOf('--times', command.times),
    key,
    message,
  });
  const server = command.server === 'all' ? 'all' : numberOf('the server', command.server);
  if (server === undefined) throw new BadFault('which server?');
  const changed = await (await controlFleet(infoFile)).send('fault', { server, faults: [fault] });
  for (const one of changed) {
    const faults = one.faults.map((active) => active.kind).join(', ') || 'healthy';
    out.write(`server ${one.number} (${one.url}): ${kind} done, now ${faults}\n`);
  }
}

/** What `bin/scalelite simulate sent N` was given. */
export interface SentCommand {
  readonly infoFile: string;
  /** From 1. */
  readonly server: string;
}

/** Shows whom a simulated server called back. The queries are left out: they are signed. */
export async function showSent({ infoFile, server }: SentCommand, out: Output): Promise<void> {
  const sent = await (await controlFleet(infoFile)).send('sent', {
    server: numberOf('the server', server) ?? 0,
  });
  const rows = sent.map(({ at, kind, meetingId, url, attempts, outcome }) => [
    ...[new Date(at).toISOString(), kind, meetingId ?? '', String(attempts), outcome ?? 'under way'],
    url.split('?', 1).join(''),
  ]);
  const head = ['TIME', 'WHAT', 'MEETING', 'ATTEMPTS', 'OUTCOME', 'URL'];
  out.write(rows.length === 0 ? 'nothing\n' : `${table([head, ...rows]).join('\n')}\n`);
}

/** What `bin/scalelite simulate recording N MEETING` was given. */
export interface RecordingCommand extends SentCommand {
  readonly meetingId: string;
  readonly name?: string | undefined;
}

/** Lets a recording go through BBB's processing, for those with hooks on that server. */
export async function processRecording(command: RecordingCommand, out: Output): Promise<void> {
  const { infoFile, meetingId, name } = command;
  const server = numberOf('the server', command.server) ?? 0;
  const { recordId } = await (await controlFleet(infoFile)).send('processRecording', {
    server,
    meetingId,
    name,
  });
  out.write(`server ${server}: recording ${recordId} is processed and published\n`);
}

function numberOf(what: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,12}$/.test(text)) throw new BadFault(`${what} must be a whole number`);
  return Number(text);
}
