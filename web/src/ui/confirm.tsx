import { useTexts } from '../i18n/i18n.ts';
import { createStore } from '../state/store.ts';
import { useValue } from '../state/use-store.ts';
import { Dialog } from './dialog.tsx';
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
  /** What is told once it is done. */
  readonly done: string;
  readonly run: () => Promise<unknown>;
}

const asked = createStore<Question | undefined>(undefined);

/** Asks before something is done, and does it. */
export function confirm(question: Question): void {
  asked.set(question);
}

/** Where the question appears; once in a page. */
export function Confirmation() {
  const question = useValue(asked);
  return question && <Asked key={question.title} {...question} />;
}

function Asked({ title, consequence, action, danger = false, done, run }: Question) {
  const t = useTexts();
  const close = (): void => asked.set(undefined);
  const { busy, error, submit } = useSubmit(async () => {
    await run();
    toast(done);
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
