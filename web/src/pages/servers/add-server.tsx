import { useState } from 'preact/hooks';
import type { Output } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { reasonText } from '../../i18n/server-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { toast } from '../../ui/toasts.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { inputOf, newServer } from './server-fields.ts';
import { ServerForm } from './server-form.tsx';

type Checked = Output<'servers.check'>;

/** Adds a server; whether it answers, and takes the secret, is tried first. */
export function AddServer({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const [fields, setFields] = useState(newServer);
  const [enable, setEnable] = useState(false);
  const [checked, setChecked] = useState<Checked>();
  const { url, secret } = fields;
  const check = async (): Promise<void> => setChecked(await call('servers.check', { url, secret }));
  const add = async (): Promise<void> => {
    const { id } = await call('servers.add', { ...inputOf(fields), secret, enable });
    toast(t('server.added', { id }));
    onClose();
  };
  // The button only tries; the form goes on, and adds also what did not answer the first time.
  const { busy, error, submit } = useSubmit(({ type }) =>
    type === 'click' || checked === undefined ? check() : add(),
  );
  return (
    <Dialog title={t('servers.add')} onClose={onClose}>
      <Form
        onSubmit={submit}
        error={error}
        said={checked && <Verdict checked={checked} />}
        buttons={
          <footer>
            <button type="button" disabled={busy || url === '' || secret === ''} onClick={submit}>
              {t('server.check')}
            </button>
            <button type="submit" class="primary" disabled={busy}>
              {t(
                checked === undefined
                  ? 'server.checkAndGoOn'
                  : checked.ok
                    ? 'servers.add'
                    : 'server.addAnyway',
              )}
            </button>
          </footer>
        }
      >
        <ServerForm
          fields={fields}
          onFields={(next) => {
            if (next.url !== url || next.secret !== secret) setChecked(undefined);
            setFields(next);
          }}
        />
        <Checkbox label={t('server.enableAtOnce')} checked={enable} onChecked={setEnable} />
      </Form>
    </Dialog>
  );
}

function Verdict({ checked: { ok, reason, why, meetings, took_ms } }: { readonly checked: Checked }) {
  const t = useTexts();
  if (ok)
    return (
      <p class="state well" role="status">
        <Icon name="check" />
        <span>{t('server.checkWell', { ms: took_ms, meetings: t.n('meetings', meetings ?? 0) })}</span>
      </p>
    );
  return (
    <p class="state failed" role="alert">
      <Icon name="alert" />
      <span>{t('server.checkFailed', { reason: reasonText(t, why, reason ?? '?') })}</span>
    </p>
  );
}
