import { useTexts } from '../i18n/i18n.ts';
import { Dialog } from './dialog.tsx';
import { toast } from './toasts.tsx';

interface ToldOnceProps {
  readonly title: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** Shows what is not shown a second time. */
export function ToldOnce({ title, secret, onClose }: ToldOnceProps) {
  const t = useTexts();
  const copy = (): void => {
    navigator.clipboard.writeText(secret).then(
      () => toast(t('toldOnce.copied')),
      () => toast(t('toldOnce.notCopied'), 'failed'),
    );
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="consequence">{t('toldOnce.hint')}</p>
      <p class="secret">
        <code>{secret}</code>
      </p>
      <footer>
        {/* Browsers have it with HTTPS and on the machine itself only. */}
        {isSecureContext && (
          <button type="button" onClick={copy}>
            {t('toldOnce.copy')}
          </button>
        )}
        <button type="button" class="primary" onClick={onClose}>
          {t('close')}
        </button>
      </footer>
    </Dialog>
  );
}
