import { pollState } from '../../cluster/poll-state.ts';
import {
  type PollResult,
  type PollState,
  type PollUpdate,
  type ServerStore,
  StoreUnavailable,
} from '../../cluster/ports.ts';
import { gather } from '../gathering.ts';
import type { RedisClient } from './client.ts';
import { decimal } from './decimal.ts';
import { FIELDS } from './keys.ts';
import { type ServerReply, toServer } from './server-reply.ts';

interface Poll {
  readonly id: string;
  readonly expected: PollState;
  readonly next: PollUpdate;
}

type Reply =
  | { readonly kind: 'written' | 'gone' }
  | { readonly kind: 'changed'; readonly now: ServerReply }
  | { readonly kind: 'failed'; readonly error: string };

/** A thousand servers that are polled at once are a few scripts, which record one poll after the other. */
export function recordPolls(client: RedisClient): ServerStore['recordPoll'] {
  const record = gather<Poll, Reply>({
    many: (polls) => client.run<Reply[]>('record-polls', { polls: polls.map(saidOf) }),
  });
  return async (id, expected, next) => resultOf(await record({ id, expected, next }));
}

function resultOf(reply: Reply): PollResult {
  if (reply.kind === 'failed') throw new StoreUnavailable(`Redis: ${reply.error}`);
  return reply.kind === 'changed' ? { kind: 'changed', now: pollState(toServer(reply.now)) } : reply;
}

function saidOf({ id, expected, next }: Poll): object {
  return {
    id,
    expected: { ...pollState(expected), loadMultiplier: decimal(expected.loadMultiplier) },
    next: {
      online: next.online,
      healthy: next.healthy,
      unhealthy: next.unhealthy,
      ...(next.state && { state: next.state }),
      keepLoad: !('load' in next),
      ...(next.load !== undefined && { load: next.load }),
      keepAwaited: !('awaitedUntil' in next),
      ...(next.awaitedUntil !== undefined && { awaitedUntil: next.awaitedUntil }),
      figures: figureFields(next.figures),
    },
  };
}

/** Field names and values in turn. */
function figureFields(figures: PollUpdate['figures']): readonly string[] {
  if (!figures) return [];
  const { meetings, users, largestMeeting, videos } = figures;
  return [
    ...[FIELDS.meetings, String(meetings), FIELDS.users, String(users)],
    ...[FIELDS.largestMeeting, String(largestMeeting), FIELDS.videos, String(videos)],
  ];
}
