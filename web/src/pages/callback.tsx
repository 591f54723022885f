import type { Output } from '../api/calls.ts';
import { useTexts } from '../i18n/i18n.ts';
import { reasonText } from '../i18n/server-texts.ts';
import { useMay } from '../state/session.ts';
import { useCall } from '../state/use-call.ts';
import { Details } from '../ui/details.tsx';
import { Icon } from '../ui/icon.tsx';
import { goTo, Link } from '../ui/navigation.tsx';
import { Heading } from '../ui/page.tsx';
import { WhenThere } from '../ui/states.tsx';
import { At } from '../ui/time.tsx';
import { CallbackActions } from './callbacks/callback-table.tsx';
import { CallbackState } from './callbacks/state.tsx';

const EVERY_MS = 5_000;

/** One callback: what it tells whom, and what became of it. What it says itself may be secret. */
export function CallbackPage({ id }: { readonly id: string }) {
  const t = useTexts();
  const { state, again } = useCall('callbacks.show', { id }, { everyMs: EVERY_MS });
  const mayAct = useMay('operate');
  const callback = state.kind === 'there' ? state.value : undefined;
  return (
    <>
      <Link to={{ page: 'callbacks' }} class="back">
        <Icon name="back" /> {t('nav.callbacks')}
      </Link>
      <Heading title={callback?.kind ?? id}>
        {callback && <CallbackState state={callback.state} />}
        {callback && mayAct && (
          <CallbackActions callback={callback} again={again} dropped={() => goTo({ page: 'callbacks' })} />
        )}
      </Heading>
      <WhenThere state={state} again={again}>
        {(value) => <What callback={value} />}
      </WhenThere>
    </>
  );
}

function What({ callback }: { readonly callback: Output<'callbacks.show'> }) {
  const t = useTexts();
  const { id, receiver, about, attempts, created_at, next_at, finished_at, trouble, why } = callback;
  return (
    <Details
      rows={[
        [t('callback.receiver'), <code key="receiver">{receiver}</code>],
        [t('callback.about'), about],
        [t('callback.attempts'), attempts],
        [t('callback.trouble'), trouble && reasonText(t, why, trouble)],
        [t('callback.created'), <At key="created" at={created_at} />],
        [t('callback.next'), <At key="next" at={next_at} />],
        [t('callback.finished'), <At key="finished" at={finished_at} />],
        [t('callback.id'), <code key="id">{id}</code>],
      ]}
    />
  );
}
