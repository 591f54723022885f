import { call } from '../../api/client.ts';
import { texts } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.tsx';

/** Asks and ends it. `users`: how many are in it; undefined: not known. */
export function askToEnd(id: string, users: number | undefined): void {
  const t = texts();
  const consequence =
    users === undefined ? t('meeting.end.unknown', { id }) : t.n('meeting.end.users', users, { id });
  confirm({
    title: t('meeting.end.title'),
    consequence,
    action: t('meeting.end'),
    danger: true,
    done: t('meeting.end.done', { id }),
    run: () => call('meetings.end', { id }),
  });
}
