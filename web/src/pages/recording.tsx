import { useMemo } from 'preact/hooks';
import type { Recording } from '../api/calls.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useTenantNames } from '../live/tenant-names.ts';
import { useMay } from '../state/session.ts';
import { useCall } from '../state/use-call.ts';
import { Details } from '../ui/details.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/navigation.tsx';
import { Heading, Panel } from '../ui/page.tsx';
import { Empty, WhenThere } from '../ui/states.tsx';
import { At } from '../ui/time.tsx';
import { actionsFor, ask } from './recordings/ask.ts';
import { playable } from './recordings/playable.ts';
import { RecordingState } from './recordings/state.tsx';
import { TenantLink } from './tenants/tenant-link.tsx';

/** One recording: played, published, protected, deleted. */
export function RecordingPage({ id }: { readonly id: string }) {
  const t = useTexts();
  const { state, again } = useCall('recordings.show', { id });
  const mayAct = useMay('operate');
  const recording = state.kind === 'there' ? state.value : undefined;
  return (
    <>
      <Link to={{ page: 'recordings' }} class="back">
        <Icon name="back" /> {t('nav.recordings')}
      </Link>
      <Heading title={recording?.name ?? id}>
        {recording && <RecordingState recording={recording} />}
        {recording && mayAct && (
          <span class="actions">
            {actionsFor(recording).map((action) => (
              <button
                key={action}
                type="button"
                class={action === 'delete' ? 'danger' : ''}
                onClick={() => ask(recording, action, again)}
              >
                {t(`recording.${action}`)}
              </button>
            ))}
          </span>
        )}
      </Heading>
      <WhenThere state={state} again={again}>
        {(value) => (
          <>
            <Panel title={t('recording.formats')}>
              <Formats recording={value} />
            </Panel>
            <What recording={value} />
          </>
        )}
      </WhenThere>
    </>
  );
}

function Formats({ recording }: { readonly recording: Recording }) {
  const t = useTexts();
  const { formats, published } = recording;
  if (formats.length === 0) return <Empty>{t('recording.noFormats')}</Empty>;
  const reason = recording.protected ? 'recording.onlyOnce' : 'recording.notPublished';
  const isOpen = published && !recording.protected;
  return (
    <>
      {!isOpen && <p class="soft flat">{t(reason)}</p>}
      <ul class="news">
        {formats.map(({ format, url, minutes }) => (
          <li key={format}>
            <span>
              {format}{' '}
              {minutes !== null && <span class="soft">{t('recording.minutes', { count: minutes })}</span>}
            </span>
            {isOpen && <Play format={format} url={url} />}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Who plays it learns nothing of where the link stood. */
function Play({ format, url }: { readonly format: string; readonly url: string }) {
  const t = useTexts();
  const href = playable(url);
  if (href === undefined) return null;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {t('recording.play', { format })}
    </a>
  );
}

function What({ recording }: { readonly recording: Recording }) {
  const t = useTexts();
  const { id, meeting_id, tenant_id, started_at, ended_at, participants, metadata } = recording;
  const extra = Object.entries(metadata);
  const tenants = useTenantNames(useMemo(() => [{ tenant: tenant_id }], [tenant_id]));
  return (
    <Details
      rows={[
        [t('recording.id'), <code key="id">{id}</code>],
        [t('recording.meeting'), meeting_id],
        [t('recording.tenant'), <TenantLink key="tenant" id={tenant_id} names={tenants} />],
        [t('recording.started'), <At key="started" at={started_at} />],
        [t('recording.ended'), <At key="ended" at={ended_at} />],
        [t('recording.participants'), participants],
        ...extra.map(([name, value]) => [name, value] as const),
      ]}
    />
  );
}
