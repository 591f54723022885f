import { useMemo, useState } from 'preact/hooks';
import type { Output } from '../api/calls.ts';
import { call } from '../api/client.ts';
import { useTexts } from '../i18n/i18n.ts';
import { reasonText } from '../i18n/server-texts.ts';
import { pool } from '../live/feed.ts';
import { useTenantNames } from '../live/tenant-names.ts';
import { session, useMay } from '../state/session.ts';
import { useCall } from '../state/use-call.ts';
import { useStore } from '../state/use-store.ts';
import { dateTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/navigation.tsx';
import { Heading } from '../ui/page.tsx';
import { ErrorNote, WhenThere } from '../ui/states.tsx';
import { askToEnd } from './meetings/end-meeting.ts';
import { TenantLink } from './tenants/tenant-link.tsx';

const EVERY_MS = 10_000;

/** One meeting, and what its server says of it now. */
export function MeetingPage({ id }: { readonly id: string }) {
  const t = useTexts();
  const { state, again } = useCall('meetings.show', { id }, { everyMs: EVERY_MS });
  const mayAct = useMay('operate');
  const told = useStore(pool, ({ meetings }) => meetings.get(id));
  const meeting = state.kind === 'there' ? state.value : undefined;
  const name = meeting?.live?.name ?? meeting?.name ?? told?.name ?? null;
  const users = meeting?.live?.participants ?? meeting?.users ?? null;
  return (
    <>
      <Link to={{ page: 'meetings' }} class="back">
        <Icon name="back" /> {t('nav.meetings')}
      </Link>
      <Heading title={name ?? id}>
        {mayAct && meeting && (
          <span class="actions">
            <Join id={id} />
            <button type="button" class="danger" onClick={() => askToEnd({ id, name, users })}>
              {t('meeting.end')}
            </button>
          </span>
        )}
      </Heading>
      <WhenThere state={state} again={again}>
        {(value) => <Details meeting={value} />}
      </WhenThere>
    </>
  );
}

function Details({ meeting }: { readonly meeting: Output<'meetings.show'> }) {
  const t = useTexts();
  const { server, tenant, voice_bridge, users, live, failure, why } = meeting;
  const tenants = useTenantNames(useMemo(() => [{ tenant }], [tenant]));
  const yesNo = (value: boolean | null | undefined): string =>
    value === null || value === undefined ? '–' : t(value ? 'yes' : 'no');
  const shown = (value: string | number | null | undefined): string =>
    value === null || value === undefined ? '–' : String(value);
  return (
    <>
      {failure !== null && (
        <p class="state failed">{t('meeting.noAnswer', { reason: reasonText(t, why, failure) })}</p>
      )}
      <dl class="details">
        <dt>{t('meeting.id')}</dt>
        <dd>{meeting.id}</dd>
        <dt>{t('meeting.server')}</dt>
        <dd>
          <Link to={{ page: 'server', id: server }}>{server}</Link>
        </dd>
        <dt>{t('meeting.tenant')}</dt>
        <dd>
          <TenantLink id={tenant} names={tenants} />
        </dd>
        <dt>{t('meeting.created')}</dt>
        <dd>{live?.created ? dateTime(live.created, t.language) : '–'}</dd>
        <dt>{t('meeting.participants')}</dt>
        <dd>{shown(live?.participants ?? users)}</dd>
        <dt>{t('meeting.moderators')}</dt>
        <dd>{shown(live?.moderators)}</dd>
        <dt>{t('meeting.videos')}</dt>
        <dd>{shown(live?.videos)}</dd>
        <dt>{t('meeting.recorded')}</dt>
        <dd>{yesNo(live?.recorded)}</dd>
        <dt>{t('meeting.voiceBridge')}</dt>
        <dd>{shown(voice_bridge)}</dd>
      </dl>
    </>
  );
}

/** As a moderator, in a tab of its own; the others see who comes. */
function Join({ id }: { readonly id: string }) {
  const t = useTexts();
  const name = useStore(session, (state) => (state.kind === 'in' ? state.session.name : ''));
  const [error, setError] = useState<unknown>();
  const join = async (): Promise<void> => {
    setError(undefined);
    // Before the answer is there: browsers open a tab only at once.
    const tab = open('', '_blank');
    try {
      const { url } = await call('meetings.join', { id, name: t('meeting.joinAs', { name }) });
      if (tab) {
        tab.opener = null;
        tab.location.href = url;
      } else location.href = url;
    } catch (failure) {
      tab?.close();
      setError(failure);
    }
  };
  return (
    <>
      <button type="button" onClick={() => void join()}>
        {t('meeting.join')}
      </button>
      {error !== undefined && <ErrorNote error={error} />}
    </>
  );
}
