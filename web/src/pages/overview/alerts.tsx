import { useMemo } from 'preact/hooks';
import type { Server } from '../../api/calls.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { messageOf } from '../../i18n/server-texts.ts';
import { type Alert, alertsOf, failureIn } from '../../live/alerts.ts';
import { type Loaded, useCall } from '../../state/use-call.ts';
import { Icon } from '../../ui/icon.tsx';
import { Link } from '../../ui/navigation.tsx';
import { Loading } from '../../ui/states.tsx';

const EVERY_MS = 15_000;

/** What needs somebody now. What can't be asked for, such as without a database, is left out. */
export function Alerts({ servers }: { readonly servers: readonly Server[] }) {
  const t = useTexts();
  const asked = { everyMs: EVERY_MS };
  const imports = useCall('import-queue.list', {}, asked).state;
  const failed = useCall('callbacks.list', { state: 'failed', limit: 1 }, asked).state;
  const waiting = useCall('callbacks.list', { state: 'waiting', limit: 100 }, asked).state;
  const all = [imports, failed, waiting];
  const alerts = useMemo(
    () =>
      alertsOf({
        servers,
        imports: valueIn(imports),
        failedCallbacks: valueIn(failed),
        waitingCallbacks: valueIn(waiting),
      }),
    [servers, imports, failed, waiting],
  );
  const failure = failureIn(all);
  if (alerts.length === 0 && all.some(({ kind }) => kind === 'loading')) return <Loading />;
  if (alerts.length === 0 && failure === undefined)
    return (
      <p class="all-well">
        <Icon name="check" /> {t('alerts.none')}
      </p>
    );
  return (
    <ul class="alerts">
      {alerts.map((alert) => (
        <li key={JSON.stringify(alert)} class={`alert ${alert.kind}`}>
          <Icon name="alert" />
          <span>
            <AlertText alert={alert} />
          </span>
        </li>
      ))}
      {failure !== undefined && (
        <li class="alert">
          <Icon name="alert" />
          <span>{t('alerts.unknown', { reason: messageOf(t, failure) })}</span>
        </li>
      )}
    </ul>
  );
}

function valueIn<T>(state: Loaded<T>): T | undefined {
  return state.kind === 'there' ? state.value : undefined;
}

function AlertText({ alert }: { readonly alert: Alert }) {
  const t = useTexts();
  switch (alert.kind) {
    case 'offline':
      return (
        <>
          <Link to={{ page: 'server', id: alert.server }}>{alert.server}</Link>{' '}
          {alert.meetings === 0
            ? t('alerts.offlineIdle')
            : t('alerts.offline', { meetings: t.n('meetings', alert.meetings) })}
        </>
      );
    case 'more-offline':
      return <>{t.n('alerts.offlineMore', alert.count)}</>;
    case 'none-available':
      return <>{t('alerts.noneAvailable')}</>;
    case 'imports-failed':
      return (
        <Link to={{ page: 'recordings' }}>
          {t.n('alerts.importsFailed', alert.count, { name: alert.name })}
        </Link>
      );
    case 'callbacks-failed':
      return <Link to={{ page: 'callbacks' }}>{t.n('alerts.callbacksFailed', alert.count)}</Link>;
    case 'callbacks-stuck':
      return (
        <Link to={{ page: 'callbacks' }}>
          {t.n('alerts.callbacksStuck', alert.count, { receiver: alert.receiver })}
        </Link>
      );
    case 'versions':
      return <>{t('alerts.versions', { versions: alert.versions.join(', ') })}</>;
  }
}
