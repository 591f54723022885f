import { useMemo, useState } from 'preact/hooks';
import type { Output } from '../api/calls.ts';
import { type Translator, useTexts } from '../i18n/i18n.ts';
import { useCall } from '../state/use-call.ts';
import { Checkbox, Search } from '../ui/field.tsx';
import { Heading } from '../ui/page.tsx';
import { Empty, WhenThere } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';

type Setting = Output<'config.show'>[number];

/** The settings as they are in force, and where they come from. */
export function Configuration() {
  const t = useTexts();
  const { state, again } = useCall('config.show', {});
  const [wanted, setWanted] = useState('');
  const [onlyGiven, setOnlyGiven] = useState(false);
  const columns = useMemo(() => columnsOf(t), [t.language]);
  return (
    <>
      <Heading title={t('nav.configuration')}>
        <Search label={t('configuration.search')} value={wanted} onValue={setWanted} />
        <Checkbox label={t('configuration.onlyGiven')} checked={onlyGiven} onChecked={setOnlyGiven} />
      </Heading>
      <p class="soft">{t('configuration.what')}</p>
      <WhenThere state={state} again={again}>
        {(settings) => {
          const rows = settings.filter(
            ({ name, value, source }) =>
              `${name} ${value}`.toLowerCase().includes(wanted.trim().toLowerCase()) &&
              !(onlyGiven && source === 'default'),
          );
          return rows.length === 0 ? (
            <Empty>{t('nothingFound')}</Empty>
          ) : (
            <Table
              label={t('nav.configuration')}
              columns={columns}
              rows={rows}
              keyOf={({ name }) => name}
              order={{ key: '', down: false }}
            />
          );
        }}
      </WhenThere>
    </>
  );
}

function columnsOf(t: Translator): Column<Setting>[] {
  return [
    {
      key: 'name',
      title: t('configuration.name'),
      cell: ({ name }) => <code>{name}</code>,
      sort: ({ name }) => name,
    },
    {
      key: 'value',
      title: t('configuration.value'),
      cell: ({ value }) => (value === '' ? '–' : <span title={value}>{value}</span>),
    },
    {
      key: 'source',
      title: t('configuration.source'),
      cell: ({ source }) => (source === 'default' ? t('configuration.default') : source),
      sort: ({ source }) => source,
      spare: 2,
    },
  ];
}
