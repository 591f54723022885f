import { useMemo } from 'preact/hooks';
import type { Callback } from '../../api/calls.ts';
import { type Translator, useTexts } from '../../i18n/i18n.ts';
import { reasonText } from '../../i18n/server-texts.ts';
import { useMay } from '../../state/session.ts';
import { Link } from '../../ui/navigation.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { At } from '../../ui/time.tsx';
import { askToDrop, askToRetry } from './ask.ts';
import { CallbackState } from './state.tsx';

interface CallbackTableProps {
  readonly callbacks: readonly Callback[];
  /** Asks for them anew. */
  readonly again: () => void;
}

export function CallbackTable({ callbacks, again }: CallbackTableProps) {
  const t = useTexts();
  const mayAct = useMay('operate');
  const columns = useMemo(() => columnsOf(t, mayAct, again), [t.language, mayAct, again]);
  return (
    <Table
      label={t('nav.callbacks')}
      columns={columns}
      rows={callbacks}
      keyOf={({ id }) => id}
      order={{ key: '', down: false }}
    />
  );
}

function columnsOf(t: Translator, mayAct: boolean, again: () => void): Column<Callback>[] {
  return [
    { key: 'state', title: t('callback.state'), cell: ({ state }) => <CallbackState state={state} /> },
    {
      key: 'kind',
      title: t('callback.kind'),
      cell: ({ id, kind }) => <Link to={{ page: 'callback', id }}>{kind}</Link>,
    },
    { key: 'receiver', title: t('callback.receiver'), cell: ({ receiver }) => receiver },
    { key: 'about', title: t('callback.about'), cell: ({ about }) => about, spare: 1 },
    {
      key: 'trouble',
      title: t('callback.trouble'),
      cell: ({ trouble, why }) => (trouble === null ? '–' : reasonText(t, why, trouble)),
      spare: 1,
    },
    { key: 'next', title: t('callback.next'), cell: ({ next_at }) => <At at={next_at} />, spare: 1 },
    ...(mayAct
      ? [
          {
            key: 'actions',
            title: t('actions'),
            cell: (callback: Callback) => <CallbackActions callback={callback} again={again} small />,
            spare: 2,
          } as const,
        ]
      : []),
  ];
}

interface CallbackActionsProps {
  readonly callback: Callback;
  readonly again: () => void;
  readonly dropped?: () => void;
  readonly small?: boolean;
}

/** What can be done to one as it is. */
export function CallbackActions({ callback, again, dropped = again, small = false }: CallbackActionsProps) {
  const t = useTexts();
  const size = small ? 'small' : '';
  return (
    <span class={small ? 'row-actions' : 'actions'}>
      {callback.state !== 'delivered' && (
        <button type="button" class={size} onClick={() => askToRetry(callback, again)}>
          {t('callback.retry')}
        </button>
      )}
      <button type="button" class={`${size} danger`} onClick={() => askToDrop(callback, dropped)}>
        {t('callback.drop')}
      </button>
    </span>
  );
}
