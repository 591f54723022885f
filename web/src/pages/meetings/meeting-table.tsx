import { useMemo } from 'preact/hooks';
import { type Translator, useTexts } from '../../i18n/i18n.ts';
import type { LiveMeeting } from '../../live/pool.ts';
import { useNow } from '../../state/clock.ts';
import { useMay } from '../../state/session.ts';
import { ago, decimal } from '../../ui/format.ts';
import { Link } from '../../ui/navigation.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { askToEnd } from './end-meeting.ts';

interface MeetingTableProps {
  readonly meetings: readonly LiveMeeting[];
  /** A column that would say the same in every row. */
  readonly without?: 'server';
}

export function MeetingTable({ meetings, without }: MeetingTableProps) {
  const t = useTexts();
  const now = useNow(60_000);
  const mayEnd = useMay('operate');
  const columns = useMemo(
    () => columnsOf(t, now, mayEnd).filter(({ key }) => key !== without),
    [t.language, now, mayEnd, without],
  );
  return (
    <Table
      label={t('nav.meetings')}
      columns={columns}
      rows={meetings}
      keyOf={({ id }) => id}
      order={{ key: 'name', down: false }}
    />
  );
}

function columnsOf(t: Translator, now: number, mayEnd: boolean): Column<LiveMeeting>[] {
  return [
    {
      key: 'name',
      title: t('meeting.name'),
      cell: ({ id, name }) => <Link to={{ page: 'meeting', id }}>{name ?? id}</Link>,
      sort: ({ id, name }) => name ?? id,
    },
    {
      key: 'meeting-id',
      title: t('meeting.id'),
      cell: ({ id }) => (
        <span class="soft" title={id}>
          {id}
        </span>
      ),
      sort: ({ id }) => id,
      spare: 2,
    },
    {
      key: 'users',
      title: t('meeting.participants'),
      cell: ({ users }) => (users === null ? '–' : decimal(users, t.language)),
      sort: ({ users }) => users,
      number: true,
    },
    {
      key: 'server',
      title: t('meeting.server'),
      cell: ({ server }) => <Link to={{ page: 'server', id: server }}>{server}</Link>,
      sort: ({ server }) => server,
    },
    {
      key: 'since',
      title: t('meeting.since'),
      cell: ({ since }) => (since === null ? '–' : ago(since, now, t.language)),
      sort: ({ since }) => (since === null ? null : Date.parse(since)),
      spare: 2,
    },
    {
      key: 'tenant',
      title: t('meeting.tenant'),
      cell: ({ tenant }) => tenant ?? '–',
      sort: ({ tenant }) => tenant,
      spare: 1,
    },
    ...(mayEnd
      ? [
          {
            key: 'actions',
            title: t('actions'),
            cell: (meeting: LiveMeeting) => (
              <button type="button" class="small" onClick={() => askToEnd(meeting)}>
                {t('meeting.end')}
              </button>
            ),
            spare: 2,
          } as const,
        ]
      : []),
  ];
}
