import { useMemo } from 'preact/hooks';
import type { PoolTotals } from '../../../src/cluster/pool-totals.ts';
import { useTexts } from '../i18n/i18n.ts';
import { pool } from '../live/feed.ts';
import { useMay } from '../state/session.ts';
import { useCall } from '../state/use-call.ts';
import { useValue } from '../state/use-store.ts';
import { decimal } from '../ui/format.ts';
import { Link } from '../ui/navigation.tsx';
import { Heading, Panel, Tile } from '../ui/page.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { Empty, Loading } from '../ui/states.tsx';
import { Alerts } from './overview/alerts.tsx';
import { LoadBars } from './overview/load-bars.tsx';
import { News } from './overview/news.tsx';

const EVERY_MS = 60_000;

/** The pool at a glance. */
export function Overview() {
  const t = useTexts();
  const { known, servers, totals } = useValue(pool);
  const list = useMemo(() => [...servers.values()], [servers]);
  if (!known || totals === undefined) {
    return (
      <>
        <Heading title={t('nav.overview')} />
        <Loading />
      </>
    );
  }
  return (
    <>
      <Heading title={t('nav.overview')} />
      <Figures totals={totals} />
      <div class="columns">
        <Panel title={t('overview.load')} class="wide">
          {list.length === 0 ? <NoServers /> : <LoadBars servers={list} />}
        </Panel>
        <Panel title={t('overview.alerts')} class="first">
          <Alerts servers={list} />
        </Panel>
        <Panel title={t('overview.news')}>
          <News />
        </Panel>
      </div>
    </>
  );
}

function Figures({ totals }: { readonly totals: PoolTotals }) {
  const t = useTexts();
  const { state } = useCall('history.overview', { since: '6h', points: 60 }, { everyMs: EVERY_MS });
  const line = state.kind === 'there' ? state.value.pool : undefined;
  const number = (value: number): string => decimal(value, t.language);
  return (
    <dl class="tiles">
      <Tile
        label={t('overview.available')}
        value={t('overview.ofServers', { available: totals.available, servers: totals.servers })}
      />
      <Tile label={t('overview.meetings')} value={number(totals.meetings)} />
      <Tile
        label={t('overview.users')}
        value={number(totals.users)}
        more={line && <Sparkline values={line.users} label={t('overview.usersLine')} />}
      />
      <Tile label={t('overview.videos')} value={number(totals.videos)} />
      <Tile
        label={t('overview.totalLoad')}
        value={number(totals.load)}
        more={line && <Sparkline values={line.load} label={t('overview.loadLine')} />}
      />
    </dl>
  );
}

function NoServers() {
  const t = useTexts();
  const mayAdd = useMay('admin');
  return (
    <Empty>
      {t('servers.none')} {mayAdd && <Link to={{ page: 'servers' }}>{t('servers.addFirst')}</Link>}
    </Empty>
  );
}
