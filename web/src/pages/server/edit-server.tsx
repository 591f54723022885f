import { useState } from 'preact/hooks';
import type { Server } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { fieldsOf, inputOf } from '../servers/server-fields.ts';
import { ServerForm } from '../servers/server-form.tsx';

export function EditServer({ server, onClose }: { readonly server: Server; readonly onClose: () => void }) {
  const t = useTexts();
  const { id } = server;
  const [fields, setFields] = useState(() => fieldsOf(server));
  return (
    <FormDialog
      title={t('server.editTitle', { id })}
      action={t('save')}
      done={t('server.saved', { id })}
      run={() => call('servers.update', { id, ...inputOf(fields) })}
      onClose={onClose}
    >
      <ServerForm fields={fields} onFields={setFields} known />
    </FormDialog>
  );
}
