import type { ComponentChildren } from 'preact';
import { useTexts } from '../i18n/i18n.ts';
import { Dialog } from './dialog.tsx';
import { Form } from './form.tsx';
import { toast } from './toasts.tsx';
import { useSubmit } from './use-submit.ts';

interface FormDialogProps {
  readonly title: string;
  /** What will come of it; left out: that is plain. */
  readonly consequence?: string;
  /** What stands on the button. */
  readonly action: string;
  /** What is told once it is done; left out: it is shown otherwise. */
  readonly done?: string;
  readonly run: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Once it is done; left out: it is closed. */
  readonly onDone?: () => void;
  readonly children: ComponentChildren;
}

/** A form that does something, and stays open with the reason when that does not work. */
export function FormDialog(props: FormDialogProps) {
  const { title, consequence, action, done, run, onClose, onDone = onClose, children } = props;
  const t = useTexts();
  const { busy, error, submit } = useSubmit(async () => {
    await run();
    if (done !== undefined) toast(done);
    onDone();
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        onSubmit={submit}
        error={error}
        buttons={
          <footer>
            <button type="button" onClick={onClose}>
              {t('cancel')}
            </button>
            <button type="submit" class="primary" disabled={busy}>
              {action}
            </button>
          </footer>
        }
      >
        {consequence !== undefined && <p class="consequence">{consequence}</p>}
        {children}
      </Form>
    </Dialog>
  );
}
