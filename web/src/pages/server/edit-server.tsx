import { useState } from 'preact/hooks';
import type { Server } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { fieldsOf, inputOf } from '../servers/server-fields.ts';
import { ServerForm } from '../servers/server-form.tsx';

export function EditServer({ server, onClose }: { readonly server: Server; readonly onClose: () => void }) {
  const t = useTexts();
  const { id } = server;
  const [fields, setFields] = useState(() => fieldsOf(server));
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await call('servers.update', { id, ...inputOf(fields) });
      toast(t('server.saved', { id }));
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('server.editTitle', { id })} onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        <ServerForm fields={fields} onFields={setFields} known />
        {error !== undefined && <ErrorNote error={error} />}
        <footer>
          <button type="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {t('save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
