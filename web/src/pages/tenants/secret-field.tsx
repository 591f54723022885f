import { useTexts } from '../../i18n/i18n.ts';
import { Field } from '../../ui/field.tsx';

interface SecretFieldProps {
  readonly name: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** A secret of front-ends: left empty, one is made. */
export function SecretField(props: SecretFieldProps) {
  const t = useTexts();
  return (
    <Field
      label={t('tenant.secret')}
      type="password"
      autocomplete="off"
      hint={t('tenant.secretHint')}
      {...props}
    />
  );
}
