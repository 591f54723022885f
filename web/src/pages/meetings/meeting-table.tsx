import { useMemo } from 'preact/hooks';
import { type Translator, useTexts } from '../../i18n/i18n.ts';
import type { LiveMeeting } from '../../live/pool.ts';
import type { TenantNames } from '../../live/tenant-names.ts';
import { useNow } from '../../state/clock.ts';
import { useMay } from '../../state/session.ts';
import { ago, decimal } from '../../ui/format.ts';
import { Link } from '../../ui/navigation.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { TenantLink } from '../tenants/tenant-link.tsx';
import { askToEnd } from './end-meeting.ts';

interface MeetingTableProps {
  readonly meetings: readonly LiveMeeting[];
  readonly tenants: TenantNames;
  /** A column that would say the same in every row. */
  readonly without?: 'server';
}

export function MeetingTable({ meetings, tenants, without }: MeetingTableProps) {
  const t = useTexts();
  const now = useNow(60_000);
  const mayEnd = useMay('operate');
  const columns = useMemo(
    () => columnsOf(t, now, tenants, mayEnd).filter(({ key }) => key !== without),
    [t.language, now, tenants, mayEnd, without],
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

function columnsOf(t: Translator, now: number, tenants: TenantNames, mayEnd: boolean): Column<LiveMeeting>[] {
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
      cell: ({ tenant }) => <TenantLink id={tenant} names={tenants} />,
      sort: ({ tenant }) => (tenant === null ? null : (tenants.get(tenant) ?? tenant)),
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
