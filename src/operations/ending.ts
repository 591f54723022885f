import { z } from 'zod';
import type { ClearOptions } from '../cluster/clear-meetings.ts';
import { createEndOnServer } from '../cluster/end-on-server.ts';
import type { PanicDeps } from '../cluster/panic-server.ts';
import type { ClusterStore } from '../cluster/ports.ts';
import { meetingsOf } from '../cluster/server-meetings.ts';
import type { OperationContext } from './context.ts';
import { failed } from './failure.ts';
import { notEnded } from './fields.ts';
import { whyOf } from './why.ts';

/** What is told when meetings were ended. */
export const endingFields = {
  ended: z
    .number()
    .int()
    .meta({ description: 'Meetings that were cleared', examples: [2] }),
  not_ended: z.array(notEnded).meta({ description: 'Those of them that their server did not end' }),
};

export const endMeetings = z
  .boolean()
  .default(false)
  .meta({
    description: 'Whether the meetings it still has may be ended for it; else that is refused',
    examples: [false],
  });

/** What clearing meetings needs of the store and of BBB. */
export async function endingDeps({
  store,
  config,
  client,
}: OperationContext): Promise<PanicDeps & Pick<ClusterStore, 'servers' | 'strays'>> {
  const { servers, meetings, strays } = store;
  const { defaultMeetingTtl: meetingTtl } = config;
  return { servers, meetings, strays, meetingTtl, end: createEndOnServer(await client()) };
}

type NotEnded = z.input<typeof notEnded>;

/** A meeting whose server did not end it, as it is told. */
export function leftOver(id: string, reason: string): NotEnded {
  return { id, reason, why: whyOf(reason) };
}

/** Counts what is cleared, and hears of what could not be ended. */
export interface Ending {
  readonly options: Pick<ClearOptions, 'clearing' | 'notEnded'>;
  readonly told: () => { ended: number; not_ended: NotEnded[] };
}

/** `total`: how many there are to end, as far as that is known. */
export function countEnding({ progress }: Pick<OperationContext, 'progress'>, total: number): Ending {
  const failed: NotEnded[] = [];
  let ended = 0;
  return {
    options: {
      clearing: () => {
        ended += 1;
        progress?.(ended, Math.max(ended, total));
      },
      notEnded: ({ id }, reason) => {
        failed.push(leftOver(id, reason));
      },
    },
    told: () => ({ ended, not_ended: failed }),
  };
}

/** How many meetings it has. Throws OperationFailed when these may not be ended. */
export async function meetingsToEnd(
  { store }: Pick<OperationContext, 'store'>,
  id: string,
  allowed: boolean,
): Promise<number> {
  const { length } = await meetingsOf(store.meetings, id);
  if (length === 0 || allowed) return length;
  throw length === 1 ? failed('would-end-one', {}) : failed('would-end', { count: length });
}
