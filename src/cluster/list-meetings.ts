import { type BbbClient, CallFailure } from '../bbb/client.ts';
import { type MeetingPiece, readMeetingPieces } from '../bbb/scanner.ts';
import type { Log } from './log.ts';
import type { ServerStore } from './ports.ts';
import { isReachable, type Server } from './server.ts';
import { createSheets, type Sheets } from './sheets.ts';

/** The meetings of one server by tenant, each as the server wrote it, one behind the other. */
type ServerMeetings = ReadonlyMap<string | undefined, Buffer>;

interface Deps {
  readonly servers: Pick<ServerStore, 'list'>;
  readonly client: BbbClient;
  readonly log: Log;
}

/**
 * Lists the meetings of the whole pool, each `<meeting>` as its server wrote it. All reachable servers are
 * asked at once; one that fails is left out and logged. Calls made while a fan-out is under way share it.
 * Only a tenant's own are listed; without a tenant those that carry no tenant-id.
 */
export function createMeetingList(deps: Deps): (tenantId: string | undefined) => Promise<Buffer[]> {
  let underWay: Promise<readonly ServerMeetings[]> | undefined;
  return async (tenantId) => {
    underWay ??= askAll(deps).finally(() => {
      underWay = undefined;
    });
    const answers = await underWay;
    return answers.flatMap((answer) => answer.get(tenantId) ?? []);
  };
}

async function askAll(deps: Deps): Promise<ServerMeetings[]> {
  const servers = await deps.servers.list();
  const sheets = createSheets();
  const asked = servers.filter(isReachable).map((server) => askOne(deps, server, sheets));
  const answers = await Promise.all(asked);
  return answers.filter((answer) => answer !== undefined);
}

async function askOne(
  { client, log }: Deps,
  server: Server,
  sheets: Sheets,
): Promise<ServerMeetings | undefined> {
  try {
    const answer = await client.read(server, { call: 'getMeetings' }, (body) => readAnswer(body, sheets));
    if (typeof answer !== 'string') return answer;
    log.warn({ server: server.id, reason: answer }, 'getMeetings: server left out');
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    log.warn({ server: server.id, reason: error.reason }, 'getMeetings: server left out');
  }
  return undefined;
}

/** Its meetings, or why it lists none. */
function readAnswer(body: Buffer, sheets: Sheets): ServerMeetings | string {
  const listed = readMeetingPieces(body);
  if (listed?.head.returncode === 'SUCCESS') return byTenant(body, listed.meetings, sheets);
  return listed?.head.messageKey ?? 'unreadable';
}

function byTenant(body: Buffer, meetings: readonly MeetingPiece[], sheets: Sheets): ServerMeetings {
  const pieces = Map.groupBy(meetings, ({ tenantId }) => tenantId || undefined);
  return new Map(
    [...pieces].map(([tenantId, own]) => [
      tenantId,
      sheets.copy(own.map(({ start, end }) => body.subarray(start, end))),
    ]),
  );
}
