import { useState } from 'preact/hooks';
import type { Tenant } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { useMay } from '../../state/session.ts';
import { useCall } from '../../state/use-call.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { decimal } from '../../ui/format.ts';
import { Opener } from '../../ui/opener.tsx';
import { Panel, Tile } from '../../ui/page.tsx';
import { WhenThere } from '../../ui/states.tsx';
import { limitFieldsOf, limitNames, limitsIn, totalOf } from './tenant-fields.ts';

interface UseProps {
  readonly tenant: Tenant;
  readonly again: () => void;
}

/** What a tenant uses, the most so far, and what it may. */
export function Use({ tenant, again }: UseProps) {
  const t = useTexts();
  const mayEdit = useMay('admin');
  const { use, max_meetings, max_users, max_duration } = tenant;
  const limited = (value: number | undefined, most: number | null): string =>
    most === null ? String(value ?? '–') : t('server.of', { value: value ?? '–', most });
  return (
    <Panel title={t('tenant.use')}>
      <dl class="tiles">
        <Tile
          label={t('server.meetings')}
          value={limited(use?.meetings, max_meetings)}
          more={t('tenant.peak', { most: use?.peak_meetings ?? '–' })}
        />
        <Tile
          label={t('server.users')}
          value={limited(use?.users, max_users)}
          more={t('tenant.peak', { most: use?.peak_users ?? '–' })}
        />
        <Tile
          label={t('tenant.max_duration')}
          value={max_duration === null ? '–' : t('recording.minutes', { count: max_duration })}
        />
        <Month tenant={tenant.id} />
      </dl>
      {mayEdit && (
        <Opener label={t('tenant.limits')} closed={again}>
          {(close) => <Limits tenant={tenant} onClose={close} />}
        </Opener>
      )}
    </Panel>
  );
}

function Month({ tenant }: { readonly tenant: string }) {
  const t = useTexts();
  const { state, again } = useCall('usage.report', { tenant });
  return (
    <WhenThere state={state} again={again}>
      {(days) => {
        const { meetings, minutes, participants } = totalOf(days);
        const more = `${t('tenant.monthMinutes', { minutes })} · ${t.n('users', participants)}`;
        return <Tile label={t('tenant.month')} value={decimal(meetings, t.language)} more={more} />;
      }}
    </WhenThere>
  );
}

function Limits({ tenant, onClose }: { readonly tenant: Tenant; readonly onClose: () => void }) {
  const t = useTexts();
  const [fields, setFields] = useState(() => limitFieldsOf(tenant));
  return (
    <FormDialog
      title={t('tenant.limits')}
      consequence={t('tenant.limits.consequence')}
      action={t('save')}
      done={t('tenant.limits.done')}
      run={() => call('tenants.update', { id: tenant.id, ...limitsIn(fields) })}
      onClose={onClose}
    >
      {limitNames.map((name) => (
        <Field
          key={name}
          name={name}
          label={t(`tenant.${name}`)}
          type="number"
          min="0"
          hint={t('server.noLimit')}
          value={fields[name]}
          onValue={(value) => setFields({ ...fields, [name]: value })}
        />
      ))}
    </FormDialog>
  );
}
