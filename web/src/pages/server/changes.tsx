import { useEffect } from 'preact/hooks';
import type { Server } from '../../api/calls.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { useNow } from '../../state/clock.ts';
import { useCall } from '../../state/use-call.ts';
import { AuditLine } from '../../ui/audit-line.tsx';
import { ago, dateTime } from '../../ui/format.ts';
import { Empty, WhenThere } from '../../ui/states.tsx';

/** What was done to a server, and by whom. */
export function Changes({ server }: { readonly server: Pick<Server, 'id' | 'state'> }) {
  const t = useTexts();
  const now = useNow();
  const { state, again } = useCall('audit.list', { subject: server.id, limit: 50 });
  // Somebody has just done something.
  useEffect(again, [server.state, again]);
  return (
    <WhenThere state={state} again={again}>
      {({ items: all }) => {
        // Other things can have the same id, such as a meeting.
        const items = all.filter(({ action }) => action.startsWith('server.'));
        return items.length === 0 ? (
          <Empty>{t('server.noChanges')}</Empty>
        ) : (
          <ul class="news">
            {items.map((entry) => (
              <li key={`${entry.at} ${entry.action}`}>
                <AuditLine entry={entry} />
                <time dateTime={entry.at} title={dateTime(entry.at, t.language)}>
                  {ago(entry.at, now, t.language)}
                </time>
              </li>
            ))}
          </ul>
        );
      }}
    </WhenThere>
  );
}
