import { useMemo, useState } from 'preact/hooks';
import type { Tenant } from '../api/calls.ts';
import { ApiError } from '../api/client.ts';
import { type Translator, useTexts } from '../i18n/i18n.ts';
import { useMay } from '../state/session.ts';
import { useCall } from '../state/use-call.ts';
import { Search } from '../ui/field.tsx';
import { Mark } from '../ui/mark.tsx';
import { Link } from '../ui/navigation.tsx';
import { Opener } from '../ui/opener.tsx';
import { Heading } from '../ui/page.tsx';
import { Empty, WhenThere } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { WithCode } from '../ui/with-code.tsx';
import { AddTenant } from './tenants/add-tenant.tsx';

const EVERY_MS = 15_000;
const SWITCHED_OFF = 412;

/** All tenants, with what they use. */
export function Tenants() {
  const t = useTexts();
  const { state, again } = useCall('tenants.list', {}, { everyMs: EVERY_MS });
  const [wanted, setWanted] = useState('');
  const mayEdit = useMay('admin');
  const columns = useMemo(() => columnsOf(t), [t.language]);
  const isOff =
    state.kind === 'failed' && state.error instanceof ApiError && state.error.status === SWITCHED_OFF;
  return (
    <>
      <Heading title={t('nav.tenants')}>
        {!isOff && <Search label={t('tenants.search')} value={wanted} onValue={setWanted} />}
        {mayEdit && !isOff && (
          <Opener class="primary" icon="plus" label={t('tenants.add')} closed={again}>
            {(close) => <AddTenant onClose={close} />}
          </Opener>
        )}
      </Heading>
      {isOff ? (
        <Empty>
          <WithCode text={t('tenants.off')} />
        </Empty>
      ) : (
        <WhenThere state={state} again={again}>
          {(tenants) => {
            const words = wanted.trim().toLowerCase();
            const rows = tenants.filter(({ id, name }) => `${name} ${id}`.toLowerCase().includes(words));
            return rows.length === 0 ? (
              <Empty>{t(tenants.length === 0 ? 'tenants.none' : 'nothingFound')}</Empty>
            ) : (
              <Table
                label={t('nav.tenants')}
                columns={columns}
                rows={rows}
                keyOf={({ id }) => id}
                order={{ key: 'name', down: false }}
              />
            );
          }}
        </WhenThere>
      )}
    </>
  );
}

function columnsOf(t: Translator): Column<Tenant>[] {
  const used = (now: number | undefined, most: number | null): string =>
    most === null ? String(now ?? '–') : t('server.of', { value: now ?? '–', most });
  return [
    {
      key: 'name',
      title: t('tenant.name'),
      cell: ({ id, name }) => <Link to={{ page: 'tenant', id }}>{name}</Link>,
      sort: ({ name }) => name,
    },
    {
      key: 'state',
      title: t('tenant.state'),
      cell: ({ enabled }) => <TenantState enabled={enabled} />,
      sort: ({ enabled }) => Number(enabled),
    },
    {
      key: 'meetings',
      title: t('server.meetings'),
      cell: ({ use, max_meetings }) => used(use?.meetings, max_meetings),
      sort: ({ use }) => use?.meetings ?? null,
      number: true,
    },
    {
      key: 'users',
      title: t('server.users'),
      cell: ({ use, max_users }) => used(use?.users, max_users),
      sort: ({ use }) => use?.users ?? null,
      number: true,
      spare: 2,
    },
    {
      key: 'peak',
      title: t('tenant.peakUsers'),
      cell: ({ use }) => use?.peak_users ?? '–',
      sort: ({ use }) => use?.peak_users ?? null,
      number: true,
      spare: 1,
    },
    {
      key: 'lrs',
      title: t('tenant.lrs'),
      cell: ({ lrs }) => lrs['lrs_endpoint'] ?? '–',
      spare: 1,
    },
  ];
}

export function TenantState({ enabled }: { readonly enabled: boolean }) {
  const t = useTexts();
  return <Mark tone={enabled ? 'well' : 'off'} text={t(enabled ? 'tenant.on' : 'tenant.switchedOff')} />;
}
