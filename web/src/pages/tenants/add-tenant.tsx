import { useState } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ToldOnce } from '../../ui/told-once.tsx';
import { SecretField } from './secret-field.tsx';
import { newSecret } from './tenant-fields.ts';

/** Adds a tenant; the secret of its front-ends is made here when none is given. */
export function AddTenant({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [given, setGiven] = useState('');
  const [made, setMade] = useState<string>();
  const add = async (): Promise<void> => {
    const secret = given === '' ? newSecret() : given;
    await call('tenants.add', { name, secrets: [secret] });
    if (given === '') setMade(secret);
  };
  if (made !== undefined)
    return <ToldOnce title={t('tenant.secretOf', { name })} secret={made} onClose={onClose} />;
  return (
    <FormDialog
      title={t('tenants.add')}
      action={t('add')}
      done={t('tenant.added', { name })}
      run={add}
      onClose={onClose}
      onDone={() => given !== '' && onClose()}
    >
      <Field
        name="name"
        label={t('tenant.name')}
        required
        hint={t('tenant.nameHint')}
        value={name}
        onValue={setName}
      />
      <SecretField name="secrets" value={given} onValue={setGiven} />
    </FormDialog>
  );
}
