import { call } from '../../api/client.ts';
import { texts } from '../../i18n/i18n.ts';
import type { LiveMeeting } from '../../live/pool.ts';
import { confirm } from '../../ui/confirm.tsx';
import { tellEnding } from '../not-ended.ts';

/** Asks and ends it. */
export function askToEnd({ id, name, users }: Pick<LiveMeeting, 'id' | 'name' | 'users'>): void {
  const t = texts();
  const called = { id: name === null || name === id ? id : `${name} (${id})` };
  const consequence =
    users === null ? t('meeting.end.unknown', called) : t.n('meeting.end.users', users, called);
  confirm({
    title: t('meeting.end.title'),
    consequence,
    action: t('meeting.end'),
    danger: true,
    async run() {
      tellEnding(t('meeting.end.done', { id }), (await call('meetings.end', { id })).not_ended);
    },
  });
}
