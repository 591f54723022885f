import { useState } from 'preact/hooks';
import { useTexts } from '../i18n/i18n.ts';
import { useMay } from '../state/session.ts';
import { useCall } from '../state/use-call.ts';
import { Choice } from '../ui/choice.tsx';
import { Heading } from '../ui/page.tsx';
import { Pager, usePages } from '../ui/pager.tsx';
import { Empty, WhenThere } from '../ui/states.tsx';
import { askToRetryFailed } from './callbacks/ask.ts';
import { CallbackTable } from './callbacks/callback-table.tsx';
import { Hooks } from './callbacks/hooks.tsx';

const EVERY_MS = 10_000;
const PAGE = 100;
const states = ['waiting', 'delivered', 'failed'] as const;
type State = (typeof states)[number];

/** What front-ends are told, and whether they take it. */
export function Callbacks() {
  const t = useTexts();
  const [wanted, setWanted] = useState<State | 'all'>('all');
  const pages = usePages();
  const mayAct = useMay('operate');
  const { state, again } = useCall(
    'callbacks.list',
    { state: wanted === 'all' ? undefined : wanted, before: pages.at, limit: PAGE },
    { everyMs: EVERY_MS },
  );
  const counts = state.kind === 'there' ? state.value : undefined;
  const failed = counts?.failed ?? 0;
  const named = (one: State): string =>
    counts === undefined
      ? t(`callback.state.${one}`)
      : t('callbacks.stateCount', { state: t(`callback.state.${one}`), count: counts[one] });
  return (
    <>
      <Heading title={t('nav.callbacks')}>
        {mayAct && failed > 0 && (
          <span class="actions">
            <button type="button" onClick={() => askToRetryFailed(failed, again)}>
              {t('callbacks.retryFailed')}
            </button>
          </span>
        )}
      </Heading>
      <div class="filters">
        <Choice
          label={t('callback.state')}
          value={wanted}
          options={[['all', t('all')], ...states.map((one) => [one, named(one)] as const)]}
          onValue={(value) => {
            setWanted(value);
            pages.restart();
          }}
        />
      </div>
      <WhenThere state={state} again={again}>
        {({ callbacks }) => (
          <>
            {callbacks.length === 0 ? (
              <Empty>{t(wanted === 'all' ? 'callbacks.none' : 'nothingFound')}</Empty>
            ) : (
              <CallbackTable callbacks={callbacks} again={again} />
            )}
            <Pager pages={pages} next={callbacks.length < PAGE ? null : (callbacks.at(-1)?.id ?? null)} />
          </>
        )}
      </WhenThere>
      <Hooks />
    </>
  );
}
