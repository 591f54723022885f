import type { Log } from '../../cluster/log.ts';
import type { EndedMeeting, ServerWatch } from '../../cluster/news.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { createdAt, type HookEvent } from './event.ts';

export interface NewsDeps {
  readonly watch: ServerWatch;
  /** Forgets a meeting that is over, if it is. */
  readonly meetingEnded: (ended: EndedMeeting) => Promise<unknown>;
  readonly log: Log;
}

/** Uses what servers tell, beside telling it on. */
export interface HookNews {
  /** Returns at once, whatever it is. */
  hear(serverId: string, events: readonly HookEvent[]): void;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

/** What changes a server's load. */
const NEWS: readonly string[] = ['meeting-created', 'meeting-ended', 'user-joined', 'user-left'];

const AT_ONCE = 4;
/** Of more than these the polls find out. */
const MOST_WAITING = 1000;

export function createHookNews({ watch, meetingEnded, log }: NewsDeps): HookNews {
  const waiting = new Map<string, EndedMeeting>();
  const running = new Set<Promise<void>>();

  async function forget(ended: EndedMeeting): Promise<void> {
    try {
      await meetingEnded(ended);
    } catch (error) {
      // That the store is away it says itself; the polls forget the meeting then.
      if (!(error instanceof StoreUnavailable))
        log.error({ err: error }, 'a meeting that is over was not forgotten');
    }
  }

  function next(): void {
    const [first] = waiting;
    if (first === undefined || running.size >= AT_ONCE) return;
    const [key, ended] = first;
    waiting.delete(key);
    const work = forget(ended).finally(() => {
      running.delete(work);
      next();
    });
    running.add(work);
    next();
  }

  return {
    hear(serverId, events) {
      if (events.some(({ names }) => names.some((name) => NEWS.includes(name)))) watch.look(serverId);
      for (const { names, meetingId, internalId } of events) {
        if (!names.includes('meeting-ended') || meetingId === undefined) continue;
        if (waiting.size >= MOST_WAITING) continue;
        const created = createdAt(internalId);
        waiting.set(`${serverId} ${internalId ?? meetingId}`, {
          meetingId,
          serverId,
          ...(created !== undefined && { createdAt: created }),
        });
      }
      next();
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
