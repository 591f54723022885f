import { useTexts } from '../../i18n/i18n.ts';
import { Checkbox, Field } from '../../ui/field.tsx';
import { WithCode } from '../../ui/with-code.tsx';
import type { ServerFields } from './server-fields.ts';

interface ServerFormProps {
  readonly fields: ServerFields;
  readonly onFields: (fields: ServerFields) => void;
  /** The secret may be left as it is. */
  readonly known?: boolean;
}

/** What the operations call them. */
const apiNames = {
  url: 'url',
  secret: 'secret',
  multiplier: 'load_multiplier',
  tag: 'tag',
  maxMeetings: 'max_meetings',
  maxUsers: 'max_users',
} as const satisfies Partial<Record<keyof ServerFields, string>>;

/** The fields of a server, for adding one and for changing one. */
export function ServerForm({ fields, onFields, known = false }: ServerFormProps) {
  const t = useTexts();
  const text = (name: keyof typeof apiNames) => ({
    name: apiNames[name],
    value: fields[name],
    onValue: (value: string) => onFields({ ...fields, [name]: value }),
  });
  return (
    <>
      <Field label={t('server.url')} type="url" required hint={t('server.urlHint')} {...text('url')} />
      <Field
        label={t('server.secret')}
        type="password"
        required={!known}
        autocomplete="off"
        hint={<WithCode text={t(known ? 'server.secretKept' : 'server.secretHint')} />}
        {...text('secret')}
      />
      <div class="fields">
        <Field
          label={t('server.multiplier')}
          type="number"
          step="any"
          min="0"
          hint={t('server.multiplierHint')}
          {...text('multiplier')}
        />
        <Field label={t('server.tag')} hint={t('server.tagHint')} {...text('tag')} />
        <Field
          label={t('server.maxMeetings')}
          type="number"
          min="0"
          hint={t('server.noLimit')}
          {...text('maxMeetings')}
        />
        <Field
          label={t('server.maxUsers')}
          type="number"
          min="0"
          hint={t('server.noLimit')}
          {...text('maxUsers')}
        />
      </div>
      <Checkbox
        label={t('server.spare')}
        checked={fields.spare}
        onChecked={(spare) => onFields({ ...fields, spare })}
      />
    </>
  );
}
