import { useTexts } from '../i18n/i18n.ts';
import { createStore } from '../state/store.ts';
import { useValue } from '../state/use-store.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { ErrorNote } from './states.tsx';
import { toast } from './toasts.tsx';
import { useSubmit } from './use-submit.ts';

export interface Question {
  readonly title: string;
  /** What will come of it, in numbers where there are any. */
  readonly consequence: string;
  /** What stands on the button. */
  readonly action: string;
  /** It can't be undone, or ends what people are in. */
  readonly danger?: boolean;
  /** What is told once it is done; left out: `run` tells it. */
  readonly done?: string;
  readonly run: () => Promise<unknown>;
}

/** Something that is to be read, not just seen in passing. */
interface Tiding {
  readonly title: string;
  readonly text: string;
}

const asked = createStore<Question | Tiding | undefined>(undefined);

/** Asks before something is done, and does it. */
export function confirm(question: Question): void {
  asked.set(question);
}

/** Tells what stays until it is closed. */
export function tell(tiding: Tiding): void {
  asked.set(tiding);
}

/** Where the question appears; once in a page. */
export function Confirmation() {
  const now = useValue(asked);
  if (now === undefined) return null;
  return 'run' in now ? <Asked key={now.title} question={now} /> : <Told key={now.title} {...now} />;
}

function Told({ title, text }: Tiding) {
  const close = (): void => asked.set(undefined);
  return (
    <Dialog title={title} onClose={close}>
      <p class="state failed" role="alert">
        <Icon name="alert" /> <span>{text}</span>
      </p>
      <footer>
        <button type="button" onClick={close}>
          {useTexts()('close')}
        </button>
      </footer>
    </Dialog>
  );
}

function Asked({ question }: { readonly question: Question }) {
  const { title, consequence, action, danger = false, done, run } = question;
  const t = useTexts();
  // It may have been closed meanwhile, and another be asked.
  const close = (): void => asked.update((now) => (now === question ? undefined : now));
  const { busy, error, submit } = useSubmit(async () => {
    await run();
    if (done !== undefined) toast(done);
    close();
  });
  return (
    <Dialog title={title} onClose={close}>
      <p class="consequence">{consequence}</p>
      {error !== undefined && <ErrorNote error={error} />}
      <footer>
        <button type="button" onClick={close}>
          {t('cancel')}
        </button>
        <button type="button" class={danger ? 'danger' : 'primary'} disabled={busy} onClick={submit}>
          {action}
        </button>
      </footer>
    </Dialog>
  );
}
