import { useMemo } from 'preact/hooks';
import type { Server } from '../api/calls.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useAllMeetings } from '../live/all-meetings.ts';
import { pool } from '../live/feed.ts';
import { statusOf } from '../live/server-status.ts';
import { useTenantNames } from '../live/tenant-names.ts';
import { useMay } from '../state/session.ts';
import { useStore } from '../state/use-store.ts';
import { decimal } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/navigation.tsx';
import { Heading, Panel, Tile } from '../ui/page.tsx';
import { Empty, Loading } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import { MeetingTable } from './meetings/meeting-table.tsx';
import { Changes } from './server/changes.tsx';
import { History } from './server/history.tsx';
import { ServerActions } from './servers/actions.tsx';

/** All about one server. */
export function ServerPage({ id }: { readonly id: string }) {
  const t = useTexts();
  const known = useStore(pool, (value) => value.known);
  const server = useStore(pool, ({ servers }) => servers.get(id));
  const mayLook = useMay('admin');
  return (
    <>
      <Link to={{ page: 'servers' }} class="back">
        <Icon name="back" /> {t('nav.servers')}
      </Link>
      <Heading title={id}>
        {server && <Status status={statusOf(server)} />}
        {server && <ServerActions server={server} />}
      </Heading>
      {!known && <Loading />}
      {known && server === undefined && <Empty>{t('server.gone')}</Empty>}
      {server && <Figures server={server} />}
      <Panel title={t('history.title')}>
        <History server={id} />
      </Panel>
      {server && <Meetings server={id} />}
      {server && mayLook && (
        <Panel title={t('server.changes')}>
          <Changes server={server} />
        </Panel>
      )}
    </>
  );
}

function Figures({ server }: { readonly server: Server }) {
  const t = useTexts();
  const number = (value: number | null): string => (value === null ? '–' : decimal(value, t.language));
  const limited = (value: number, most: number | null): string =>
    most === null ? number(value) : t('server.of', { value, most });
  return (
    <>
      <dl class="tiles">
        <Tile
          label={t('server.load')}
          value={number(server.load)}
          more={t('server.times', { multiplier: server.load_multiplier })}
        />
        <Tile label={t('server.meetings')} value={limited(server.meetings, server.max_meetings)} />
        <Tile label={t('server.users')} value={limited(server.users, server.max_users)} />
        <Tile label={t('server.largest')} value={number(server.largest_meeting)} />
        <Tile label={t('server.videos')} value={number(server.videos)} />
        <Tile label={t('server.version')} value={server.bbb_version ?? '–'} />
      </dl>
      <p class="soft">
        <code>{server.url}</code> {server.tag !== null && <span class="tag">{server.tag}</span>}{' '}
        {server.spare && <span class="tag">{t('server.spareTag')}</span>}
      </p>
    </>
  );
}

function Meetings({ server }: { readonly server: string }) {
  const t = useTexts();
  const meetings = useAllMeetings();
  const own = useMemo(
    () => [...meetings.values()].filter((meeting) => meeting.server === server),
    [meetings, server],
  );
  const tenants = useTenantNames(own);
  return (
    <Panel title={t('server.meetingsOn', { count: own.length })}>
      {own.length === 0 ? (
        <Empty>{t('meetings.none')}</Empty>
      ) : (
        <MeetingTable meetings={own} tenants={tenants} without="server" />
      )}
    </Panel>
  );
}
