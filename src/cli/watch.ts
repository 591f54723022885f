import { setTimeout as sleep } from 'node:timers/promises';
import { poolTotals } from '../cluster/pool-totals.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import type { Server } from '../cluster/server.ts';
import { OperationFailed } from '../operations/failure.ts';
import { serverJson } from '../operations/server-json.ts';
import { openLiveScreen } from './live-screen.ts';
import { CommandFailed, say } from './output.ts';
import type { Services, Terminal } from './services.ts';
import { poolServers } from './shown-server.ts';
import { statusScreen } from './status-screen.ts';
import { poolTable } from './status-table.ts';
import { totalsLine } from './totals.ts';
import { createTrends } from './trends.ts';

/** What is known of the pool now. */
interface Look {
  readonly at: Date;
  /** As last seen. */
  readonly servers: readonly Server[];
  /** Why they are not of now. */
  readonly trouble: string | undefined;
}

/** Shows a look at the pool, again and again. */
interface View {
  show(look: Look): void;
  close(): void;
}

export interface WatchOptions {
  readonly intervalMs: number;
  readonly json: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Lines that stay in sight below the servers, on a terminal. */
  readonly below?: readonly string[];
}

/** Shows the pool until the signal; a store, or a balancer elsewhere, that is down is tried again each time. */
export async function watch(services: Services, options: WatchOptions): Promise<void> {
  const { signal } = options;
  const view = openView(services, options);
  let last: Look | undefined;
  try {
    while (!signal.aborted) {
      last = await takeLook(services, last);
      if (!signal.aborted) view.show(last);
      await sleep(options.intervalMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    view.close();
  }
}

async function takeLook(services: Services, last: Look | undefined): Promise<Look> {
  const at = new Date();
  try {
    return { at, servers: await poolServers(services), trouble: undefined };
  } catch (error) {
    const trouble = troubleOf(error, last);
    if (trouble === undefined) throw error;
    return { at, servers: last?.servers ?? [], trouble: `${trouble}; trying again` };
  }
}

/** Undefined: it will not pass. What refuses from the start (a wrong token, say) does not get better. */
function troubleOf(error: unknown, last: Look | undefined): string | undefined {
  if (error instanceof StoreUnavailable) return `The state store does not answer (${error.message})`;
  const mayPass = error instanceof CommandFailed || (error instanceof OperationFailed && error.status >= 500);
  return mayPass && last !== undefined ? error.message : undefined;
}

function openView({ terminal }: Services, { json, below = [] }: WatchOptions): View {
  const close = () => {};
  if (json) return { show: (look) => say(terminal, JSON.stringify(lookJson(look))), close };
  if (!terminal.stdout.isTTY)
    return { show: (look) => say(terminal, ...snapshot(terminal, look), ''), close };
  const screen = openLiveScreen(terminal);
  const trends = createTrends();
  return {
    show: ({ at, ...look }) => {
      if (look.trouble === undefined) trends.see(look.servers, at.getTime());
      const size = { columns: terminal.stdout.columns ?? 100, rows: terminal.stdout.rows ?? 40 };
      const picture = statusScreen({ ...look, ...size, trends, clock: clockOf(at) });
      const left = size.rows - picture.length;
      screen.draw([...picture, ...fitting(below, size.columns, left)]);
    },
    close: () => screen.close(),
  };
}

function lookJson({ at, servers, trouble }: Look): object {
  return { at: at.toISOString(), ...(trouble && { trouble }), ...poolJson(servers) };
}

/** Totals and servers, as `status --json` prints them. */
export function poolJson(servers: readonly Server[]): object {
  return { totals: poolTotals(servers), servers: servers.map((server) => serverJson(server)) };
}

function snapshot(terminal: Terminal, { at, servers, trouble }: Look): string[] {
  const head = `${clockOf(at)}  ${totalsLine(poolTotals(servers))}`;
  return [head, ...(trouble === undefined ? [] : [trouble]), ...poolTable(terminal, servers)];
}

/** The time of day here. */
function clockOf(at: Date): string {
  return at.toTimeString().slice(0, 8);
}

/** The first lines that fit into the rows; long ones go on in the next row. */
function fitting(lines: readonly string[], columns: number, rows: number): string[] {
  let used = 0;
  return lines.filter((line) => {
    used += Math.max(1, Math.ceil(line.length / columns));
    return used <= rows;
  });
}
