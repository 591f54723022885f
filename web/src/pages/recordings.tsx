import { useMemo, useState } from 'preact/hooks';
import type { Recording } from '../api/calls.ts';
import { type Translator, useTexts } from '../i18n/i18n.ts';
import { recordingStateText } from '../i18n/server-texts.ts';
import { useSettled } from '../state/settled.ts';
import { useCall } from '../state/use-call.ts';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Link } from '../ui/navigation.tsx';
import { Heading } from '../ui/page.tsx';
import { Pager, usePages } from '../ui/pager.tsx';
import { Empty, WhenThere } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { At } from '../ui/time.tsx';
import { ImportQueue } from './recordings/import-queue.tsx';
import { RecordingState } from './recordings/state.tsx';

const PAGE = 100;
const states = ['there', 'published', 'unpublished', 'processing', 'processed', 'deleted', 'any'] as const;

/** The recordings, and those that come in. */
export function Recordings() {
  const t = useTexts();
  const [state, setState] = useState<(typeof states)[number]>('there');
  const [typed, setTyped] = useState({ meeting: '', id: '', tenant: '' });
  const pages = usePages();
  const { meeting, id, tenant } = useSettled(typed);
  const offset = Number(pages.at ?? 0);
  const asked = {
    meeting_id: meeting.trim() || undefined,
    id: id.trim() || undefined,
    tenant_id: tenant.trim() || undefined,
    state: state === 'there' ? undefined : state,
  };
  const isFiltered = Object.values(asked).some((value) => value !== undefined);
  const { state: found, again } = useCall('recordings.list', { ...asked, offset, limit: PAGE });
  const columns = useMemo(() => columnsOf(t), [t.language]);
  const field = (name: keyof typeof typed) => ({
    label: t(`recordings.${name}`),
    value: typed[name],
    onValue: (value: string) => {
      setTyped({ ...typed, [name]: value });
      pages.restart();
    },
  });
  return (
    <>
      <Heading title={t('nav.recordings')}>
        <span class="soft" role="status">
          {found.kind === 'there' && t.n('recordings.count', found.value.total)}
        </span>
      </Heading>
      <ImportQueue />
      <div class="filters">
        <Field {...field('meeting')} />
        <Field {...field('id')} />
        <Field {...field('tenant')} />
        <Choice
          label={t('recording.state')}
          value={state}
          options={states.map((one) => [
            one,
            one === 'there' || one === 'any' ? t(`recordings.${one}`) : recordingStateText(t, one),
          ])}
          onValue={(value) => {
            setState(value);
            pages.restart();
          }}
        />
      </div>
      <WhenThere state={found} again={again}>
        {({ recordings, total }) => (
          <>
            {recordings.length === 0 ? (
              <Empty>{t(isFiltered ? 'nothingFound' : 'recordings.none')}</Empty>
            ) : (
              <Table
                label={t('nav.recordings')}
                columns={columns}
                rows={recordings}
                keyOf={(recording) => recording.id}
                order={{ key: '', down: false }}
              />
            )}
            <Pager pages={pages} next={offset + PAGE < total ? String(offset + PAGE) : null} />
          </>
        )}
      </WhenThere>
    </>
  );
}

function columnsOf(t: Translator): Column<Recording>[] {
  return [
    {
      key: 'name',
      title: t('recording.name'),
      cell: ({ id, name }) => <Link to={{ page: 'recording', id }}>{name ?? id}</Link>,
    },
    {
      key: 'state',
      title: t('recording.state'),
      cell: (recording) => <RecordingState recording={recording} />,
    },
    {
      key: 'started',
      title: t('recording.started'),
      cell: ({ started_at }) => <At at={started_at} />,
      spare: 2,
    },
    { key: 'meeting', title: t('recording.meeting'), cell: ({ meeting_id }) => meeting_id, spare: 1 },
    {
      key: 'formats',
      title: t('recording.formats'),
      cell: ({ formats }) => formats.map(({ format }) => format).join(', ') || '–',
      spare: 1,
    },
    { key: 'id', title: t('recording.id'), cell: ({ id }) => <code>{id}</code>, spare: 1 },
  ];
}
