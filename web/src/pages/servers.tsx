import { useMemo, useState } from 'preact/hooks';
import type { Server } from '../api/calls.ts';
import { type Translator, useTexts } from '../i18n/i18n.ts';
import { pool } from '../live/feed.ts';
import { type ServerStatus, statusOf } from '../live/server-status.ts';
import { useMay } from '../state/session.ts';
import { useCall } from '../state/use-call.ts';
import { useStore } from '../state/use-store.ts';
import { Search } from '../ui/field.tsx';
import { decimal } from '../ui/format.ts';
import { Link } from '../ui/navigation.tsx';
import { Opener } from '../ui/opener.tsx';
import { Heading } from '../ui/page.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { Empty, Loading } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { ServerMenu } from './servers/actions.tsx';
import { AddServer } from './servers/add-server.tsx';

const EVERY_MS = 60_000;
const URGENCY: readonly ServerStatus[] = ['offline', 'full', 'waiting', 'cordoned', 'ok', 'disabled'];
type Lines = ReadonlyMap<string, readonly (number | null)[]>;

/** All servers. */
export function Servers() {
  const t = useTexts();
  const known = useStore(pool, (value) => value.known);
  const servers = useStore(pool, (value) => value.servers);
  const [wanted, setWanted] = useState('');
  const mayAdd = useMay('admin');
  const lines = useLines();
  const mayAct = useMay('operate');
  const columns = useMemo(() => columnsOf(t, lines, mayAct), [t.language, lines, mayAct]);
  const rows = useMemo(() => matching([...servers.values()], wanted, t), [servers, wanted, t.language]);
  return (
    <>
      <Heading title={t('nav.servers')}>
        <Search label={t('servers.search')} value={wanted} onValue={setWanted} />
        {mayAdd && (
          <Opener class="primary" icon="plus" label={t('servers.add')}>
            {(close) => <AddServer onClose={close} />}
          </Opener>
        )}
      </Heading>
      {!known && <Loading />}
      {known && rows.length === 0 && <Empty>{t(servers.size === 0 ? 'servers.none' : 'nothingFound')}</Empty>}
      {rows.length > 0 && (
        <Table
          label={t('nav.servers')}
          columns={columns}
          rows={rows}
          keyOf={({ id }) => id}
          order={{ key: 'id', down: false }}
        />
      )}
    </>
  );
}

function useLines(): Lines {
  const { state } = useCall('history.overview', { since: '6h', points: 48 }, { everyMs: EVERY_MS });
  const rows = state.kind === 'there' ? state.value.servers : undefined;
  return useMemo(() => new Map(rows?.map(({ id, load }) => [id ?? '', load])), [rows]);
}

/** By any part of what is shown: several words must all be found. */
function matching(servers: readonly Server[], wanted: string, t: Translator): readonly Server[] {
  const words = wanted
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return servers;
  return servers.filter((server) => {
    const { id, url, tag, bbb_version } = server;
    const text = [id, url, tag, t(`status.${statusOf(server)}`), bbb_version].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function columnsOf(t: Translator, lines: Lines, mayAct: boolean): Column<Server>[] {
  const number = (value: number | null): string => (value === null ? '–' : decimal(value, t.language));
  return [
    {
      key: 'status',
      title: t('server.status'),
      cell: (server) => <Status status={statusOf(server)} />,
      sort: (server) => URGENCY.indexOf(statusOf(server)),
    },
    {
      key: 'id',
      title: t('server.id'),
      cell: ({ id }) => <Link to={{ page: 'server', id }}>{id}</Link>,
      sort: ({ id }) => id,
    },
    {
      key: 'load',
      title: t('server.load'),
      cell: ({ load }) => number(load),
      sort: ({ load }) => load,
      number: true,
    },
    {
      key: 'line',
      title: t('server.line'),
      cell: ({ id }) => <Sparkline values={lines.get(id) ?? []} label={t('server.lineOf', { id })} />,
      spare: 1,
    },
    {
      key: 'meetings',
      title: t('server.meetings'),
      cell: ({ meetings }) => number(meetings),
      sort: ({ meetings }) => meetings,
      number: true,
    },
    {
      key: 'users',
      title: t('server.users'),
      cell: ({ users }) => number(users),
      sort: ({ users }) => users,
      number: true,
      spare: 2,
    },
    {
      key: 'videos',
      title: t('server.videos'),
      cell: ({ videos }) => number(videos),
      sort: ({ videos }) => videos,
      number: true,
      spare: 1,
    },
    { key: 'tag', title: t('server.tag'), cell: ({ tag }) => tag ?? '–', sort: ({ tag }) => tag, spare: 1 },
    {
      key: 'version',
      title: t('server.version'),
      cell: ({ bbb_version }) => bbb_version ?? '–',
      sort: (server) => server.bbb_version,
      spare: 1,
    },
    ...(mayAct
      ? [
          {
            key: 'actions',
            title: t('actions'),
            cell: (server: Server) => <ServerMenu server={server} />,
            spare: 2,
          } as const,
        ]
      : []),
  ];
}
