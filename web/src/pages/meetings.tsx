import { useMemo, useState } from 'preact/hooks';
import { useTexts } from '../i18n/i18n.ts';
import { useAllMeetings } from '../live/all-meetings.ts';
import { pool } from '../live/feed.ts';
import { useTenantNames } from '../live/tenant-names.ts';
import { useStore } from '../state/use-store.ts';
import { Search } from '../ui/field.tsx';
import { Heading } from '../ui/page.tsx';
import { Empty, Loading } from '../ui/states.tsx';
import { MeetingTable } from './meetings/meeting-table.tsx';

/** All meetings on record. */
export function Meetings() {
  const t = useTexts();
  const known = useStore(pool, (value) => value.known);
  const missing = useStore(pool, ({ meetingsLeftOut }) => meetingsLeftOut);
  const meetings = useAllMeetings();
  const all = useMemo(() => [...meetings.values()], [meetings]);
  const tenants = useTenantNames(all);
  const [wanted, setWanted] = useState('');
  const rows = useMemo(() => {
    const words = wanted
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    return all.filter(({ id, name, server, tenant }) => {
      const of = tenant === null ? '' : `${tenant} ${tenants.get(tenant) ?? ''}`;
      const text = `${id} ${name ?? ''} ${server} ${of}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [all, tenants, wanted]);
  return (
    <>
      <Heading title={t('nav.meetings')}>
        <Search label={t('meetings.search')} value={wanted} onValue={setWanted} />
        <span class="soft" role="status">
          {t.n('meetings', rows.length)}
        </span>
      </Heading>
      {(!known || missing > 0) && <Loading />}
      {known && rows.length === 0 && (
        <Empty>{t(meetings.size === 0 ? 'meetings.none' : 'nothingFound')}</Empty>
      )}
      {rows.length > 0 && <MeetingTable meetings={rows} tenants={tenants} />}
    </>
  );
}
