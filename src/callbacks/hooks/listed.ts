import { type BbbClient, CallFailure } from '../../bbb/client.ts';
import { readMeetings } from '../../bbb/scanner.ts';
import type { ServerStore } from '../../cluster/ports.ts';
import type { WhoseDeps } from './whose.ts';

/** A server is asked for its meetings no more often than this. */
const FRESH_MS = 1000;

export interface ListedDeps {
  readonly servers: Pick<ServerStore, 'find'>;
  readonly client: BbbClient;
  readonly now: () => number;
}

/** Asks servers what runs on them, for events that do not say whose they are; many that ask share one answer. */
export function createListed({ servers, client, now }: ListedDeps): WhoseDeps['listed'] {
  type Answer = ReturnType<WhoseDeps['listed']>;
  const answers = new Map<string, { readonly at: number; readonly answer: Answer }>();

  async function ask(serverId: string): Promise<Awaited<Answer>> {
    const server = await servers.find(serverId);
    const body = server && (await client.call(server, { call: 'getMeetings' }));
    const meetings = body ? (readMeetings(body)?.meetings ?? []) : [];
    return meetings.map(({ internalMeetingID: internalId, meetingID: meetingId, tenantId }) => ({
      internalId,
      meetingId,
      tenantId: tenantId || undefined,
    }));
  }

  return (serverId) => {
    const known = answers.get(serverId);
    if (known && Math.abs(now() - known.at) < FRESH_MS) return known.answer;
    const answer = ask(serverId).catch((error: unknown) => {
      if (error instanceof CallFailure) return [];
      throw error;
    });
    answers.set(serverId, { at: now(), answer });
    return answer;
  };
}
