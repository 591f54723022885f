import { useState } from 'preact/hooks';
import type { Output } from '../api/calls.ts';
import { type Translator, useTexts } from '../i18n/i18n.ts';
import { useSettled } from '../state/settled.ts';
import { useCall } from '../state/use-call.ts';
import { Field } from '../ui/field.tsx';
import { dateTime, decimal } from '../ui/format.ts';
import { Mark, type Tone } from '../ui/mark.tsx';
import { Link } from '../ui/navigation.tsx';
import { Heading } from '../ui/page.tsx';
import { Empty, WhenThere } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';

const EVERY_MS = 5000;
type Placed = Output<'servers.explain'>;
type Explained = Placed['servers'][number];

/** To which server the next meeting goes, and why not to the others. */
export function Placement() {
  const t = useTexts();
  const [typed, setTyped] = useState('');
  const tag = useSettled(typed).trim();
  const { state, again } = useCall('servers.explain', { tag: tag || undefined }, { everyMs: EVERY_MS });
  return (
    <>
      <Heading title={t('nav.placement')} />
      <div class="filters">
        <Field
          label={t('placement.wanted')}
          hint={t('placement.wantedHint')}
          value={typed}
          onValue={setTyped}
        />
      </div>
      <WhenThere state={state} again={again}>
        {(placed) => <Answer placed={placed} tag={tag} />}
      </WhenThere>
    </>
  );
}

function Answer({ placed: { chosen, servers }, tag }: { readonly placed: Placed; readonly tag: string }) {
  const t = useTexts();
  if (servers.length === 0) return <Empty>{t('servers.none')}</Empty>;
  const first = servers.find(({ id }) => id === chosen);
  return (
    <>
      <p class={`state ${chosen === null ? 'failed' : 'well'}`} role="status">
        {chosen === null ? t('placement.nowhere') : t('placement.goes', { id: chosen })}
      </p>
      <Table
        label={t('nav.placement')}
        columns={columnsOf(t, tag, first)}
        rows={servers}
        keyOf={({ id }) => id}
        order={{ key: '', down: false }}
      />
    </>
  );
}

const late = ['load', 'order', 'fallback', 'spare', 'suspect'];

function toneOf({ verdict }: Explained): Tone {
  if (verdict === 'chosen') return 'well';
  if (verdict === 'offline') return 'bad';
  return late.includes(verdict) ? 'wait' : 'off';
}

function columnsOf(t: Translator, tag: string, first: Explained | undefined): Column<Explained>[] {
  const why = ({ verdict, load, tag: own, offline_since: since }: Explained): string => {
    if (verdict === 'offline' && since !== null)
      return t('placement.offlineSince', { time: dateTime(since, t.language) });
    if (verdict === 'tag' && own === null) return t('placement.untagged', { tag });
    if (verdict === 'tag' && tag === '') return t('placement.tagged', { own: own ?? '' });
    const figures = { load: load ?? '–', least: first?.load ?? '–', id: first?.id ?? '–' };
    return t(`placement.${verdict}`, { ...figures, own: own ?? '–', tag: tag || '–' });
  };
  return [
    { key: 'id', title: t('server.id'), cell: ({ id }) => <Link to={{ page: 'server', id }}>{id}</Link> },
    {
      key: 'why',
      title: t('placement.why'),
      cell: (server) => <Mark tone={toneOf(server)} text={why(server)} />,
    },
    {
      key: 'load',
      title: t('server.load'),
      cell: ({ load }) => (load === null ? '–' : decimal(load, t.language)),
      number: true,
      spare: 2,
    },
    { key: 'tag', title: t('server.tag'), cell: ({ tag: own }) => own ?? '–', spare: 2 },
  ];
}
