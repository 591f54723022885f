import type { Output } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { texts, useTexts } from '../../i18n/i18n.ts';
import { reasonText } from '../../i18n/server-texts.ts';
import { useMay } from '../../state/session.ts';
import { useCall } from '../../state/use-call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { decimal } from '../../ui/format.ts';
import { Mark, type Tone } from '../../ui/mark.tsx';
import { Panel } from '../../ui/page.tsx';
import { WhenThere } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';

const EVERY_MS = 5000;
const MEGA = 1_000_000;
/** As many as are worth a look at once; the counts tell of all. */
const SHOWN = 50;

type Tar = Output<'import-queue.list'>['tars'][number];
const tones: Readonly<Record<Tar['state'], Tone>> = { running: 'wait', waiting: 'wait', failed: 'bad' };

/** The recordings that come in, and why some did not. */
export function ImportQueue() {
  const t = useTexts();
  const { state, again } = useCall('import-queue.list', {}, { everyMs: EVERY_MS });
  return (
    <Panel title={t('imports.title')}>
      <WhenThere state={state} again={again}>
        {({ tars, running, waiting, failed }) => (
          <>
            <p class="soft flat" role="status">
              {tars.length === 0 ? t('imports.none') : t('imports.counts', { running, waiting, failed })}
            </p>
            <ul class="news">
              {urgent(tars).map((tar) => (
                <Row key={`${tar.state} ${tar.name}`} tar={tar} again={again} />
              ))}
            </ul>
          </>
        )}
      </WhenThere>
    </Panel>
  );
}

/** Failed ones first: these wait for somebody. */
function urgent(tars: readonly Tar[]): Tar[] {
  const failed = tars.filter(({ state }) => state === 'failed');
  return [...failed, ...tars.filter(({ state }) => state !== 'failed')].slice(0, SHOWN);
}

function Row({ tar, again }: { readonly tar: Tar; readonly again: () => void }) {
  const t = useTexts();
  const mayAct = useMay('operate');
  const { name, state, bytes, since, reason, why } = tar;
  return (
    <li>
      <span class="audit-line">
        <Mark tone={tones[state]} text={t(`import.state.${state}`)} />
        <code>{name}</code>
        <span class="soft">{t('import.size', { megabytes: decimal(bytes / MEGA, t.language) })}</span>
        <Ago at={since} />
        {reason !== null && <span class="tone-bad">{reasonText(t, why, reason)}</span>}
      </span>
      {mayAct && state === 'failed' && (
        <button type="button" class="small" onClick={() => askToRetry(tar, again)}>
          {t('import.retry')}
        </button>
      )}
    </li>
  );
}

function askToRetry({ name }: Tar, then: () => void): void {
  const t = texts();
  confirm({
    title: t('import.retry.title'),
    consequence: t('import.retry.consequence', { name }),
    action: t('import.retry'),
    done: t('import.retry.done'),
    run: () => call('import-queue.retry', { name }).then(then),
  });
}
