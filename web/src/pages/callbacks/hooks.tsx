import { useMemo } from 'preact/hooks';
import type { Output } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { type Translator, texts, useTexts } from '../../i18n/i18n.ts';
import { reasonText } from '../../i18n/server-texts.ts';
import { useMay } from '../../state/session.ts';
import { useCall } from '../../state/use-call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Panel } from '../../ui/page.tsx';
import { Empty, WhenThere } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

type Hook = Output<'hooks.list'>['hooks'][number];
type Registration = Output<'hooks.list'>['servers'][number];

/** The hooks that front-ends registered, and the servers that do not tell their events. */
export function Hooks() {
  const t = useTexts();
  const { state, again } = useCall('hooks.list', {});
  const mayAct = useMay('operate');
  const columns = useMemo(() => columnsOf(t, mayAct, again), [t.language, mayAct, again]);
  return (
    <Panel title={t('hooks.title')} class="after">
      <WhenThere state={state} again={again}>
        {({ hooks, servers }) => (
          <>
            <Silent servers={servers} />
            {hooks.length === 0 ? (
              <Empty>{t('hooks.none')}</Empty>
            ) : (
              <Table
                label={t('hooks.title')}
                columns={columns}
                rows={hooks}
                keyOf={({ id }) => id}
                order={{ key: 'url', down: false }}
              />
            )}
          </>
        )}
      </WhenThere>
    </Panel>
  );
}

function Silent({ servers }: { readonly servers: readonly Registration[] }) {
  const t = useTexts();
  const silent = servers.filter(({ trouble }) => trouble !== null);
  return (
    <>
      {silent.map(({ server_id: server, kind, trouble, why }) => (
        <p key={`${server} ${kind}`} class="state failed">
          {t('hooks.silent', { server, reason: reasonText(t, why, trouble ?? '') })}
        </p>
      ))}
    </>
  );
}

function columnsOf(t: Translator, mayAct: boolean, again: () => void): Column<Hook>[] {
  return [
    {
      key: 'url',
      title: t('hook.url'),
      cell: ({ callback_url }) => callback_url,
      sort: ({ callback_url }) => callback_url,
    },
    {
      key: 'meeting',
      title: t('hook.meeting'),
      cell: ({ meeting_id }) => meeting_id ?? t('hook.allMeetings'),
      sort: ({ meeting_id }) => meeting_id,
      spare: 2,
    },
    {
      key: 'events',
      title: t('hook.events'),
      cell: ({ events }) => (events.length === 0 ? t('all') : events.join(', ')),
      spare: 1,
    },
    {
      key: 'state',
      title: t('hook.state'),
      cell: ({ failing_since }) =>
        failing_since === null ? (
          <Mark tone="well" text={t('hook.well')} />
        ) : (
          <Mark tone="bad" text={t('hook.failing')} />
        ),
      sort: ({ failing_since }) => failing_since,
    },
    ...(mayAct
      ? [
          {
            key: 'actions',
            title: t('actions'),
            cell: (hook: Hook) => (
              <button type="button" class="small danger" onClick={() => askToRemove(hook, again)}>
                {t('remove')}
              </button>
            ),
          } as const,
        ]
      : []),
  ];
}

function askToRemove({ id, callback_url: url }: Hook, then: () => void): void {
  const t = texts();
  confirm({
    title: t('hook.remove.title'),
    consequence: t('hook.remove.consequence', { url }),
    action: t('remove'),
    danger: true,
    done: t('hook.remove.done'),
    run: () => call('hooks.remove', { id }).then(then),
  });
}
