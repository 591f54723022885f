import type { listMeetings } from '../operations/meetings.ts';
import type { InputOf, OutputOf } from '../operations/operation.ts';
import type { Services } from './services.ts';

export type MeetingAnswer = OutputOf<typeof listMeetings>['items'][number];

type Filter = Pick<InputOf<typeof listMeetings>, 'search' | 'server' | 'tenant'>;

const PAGE = 1000;

/** All meetings on record that the filter lets through, page by page, in the order of their ids. */
export async function onRecord(
  { operate }: Pick<Services, 'operate'>,
  filter: Filter,
): Promise<MeetingAnswer[]> {
  const { listMeetings } = await import('../operations/meetings.ts');
  const found: MeetingAnswer[] = [];
  let cursor: string | undefined;
  do {
    const page = await operate(listMeetings, {
      ...filter,
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found;
}
