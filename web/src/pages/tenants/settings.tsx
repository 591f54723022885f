import { useState } from 'preact/hooks';
import type { Output, Tenant } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { texts, useTexts } from '../../i18n/i18n.ts';
import { useMay } from '../../state/session.ts';
import { useCall } from '../../state/use-call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Checkbox, Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Opener } from '../../ui/opener.tsx';
import { Panel } from '../../ui/page.tsx';
import { Empty, WhenThere } from '../../ui/states.tsx';

type Setting = Output<'tenant-settings.list'>[number];

/** The parameters that the creates and joins of a tenant get. */
export function Settings({ tenant: { id } }: { readonly tenant: Tenant }) {
  const t = useTexts();
  const { state, again } = useCall('tenant-settings.list', { tenant_id: id });
  const mayEdit = useMay('admin');
  return (
    <Panel title={t('tenant.settings')}>
      <WhenThere state={state} again={again}>
        {(settings) =>
          settings.length === 0 ? (
            <Empty>{t('tenant.noSettings')}</Empty>
          ) : (
            <ul class="news">
              {settings.map((setting) => (
                <Row key={setting.id} setting={setting} again={again} />
              ))}
            </ul>
          )
        }
      </WhenThere>
      {mayEdit && (
        <div class="flat">
          <Opener label={t('tenant.addSetting')} closed={again}>
            {(close) => <AddSetting tenant={id} onClose={close} />}
          </Opener>
        </div>
      )}
    </Panel>
  );
}

function Row({ setting, again }: { readonly setting: Setting; readonly again: () => void }) {
  const t = useTexts();
  const mayEdit = useMay('admin');
  const { param, value, override } = setting;
  return (
    <li>
      <span class="audit-line">
        <code>
          {param}={value}
        </code>
        <span class="tag">{t(override ? 'setting.override' : 'setting.default')}</span>
      </span>
      {mayEdit && (
        <button type="button" class="small danger" onClick={() => askToRemove(setting, again)}>
          {t('remove')}
        </button>
      )}
    </li>
  );
}

function askToRemove({ id, param }: Setting, then: () => void): void {
  const t = texts();
  confirm({
    title: t('setting.remove.title', { param }),
    consequence: t('setting.remove.consequence', { param }),
    action: t('remove'),
    danger: true,
    done: t('setting.remove.done', { param }),
    run: () => call('tenant-settings.remove', { id }).then(then),
  });
}

function AddSetting({ tenant, onClose }: { readonly tenant: string; readonly onClose: () => void }) {
  const t = useTexts();
  const [param, setParam] = useState('');
  const [value, setValue] = useState('');
  const [override, setOverride] = useState(false);
  return (
    <FormDialog
      title={t('tenant.addSetting')}
      consequence={t(override ? 'setting.add.override' : 'setting.add.default')}
      action={t('add')}
      done={t('setting.add.done', { param })}
      run={() => call('tenant-settings.add', { tenant_id: tenant, param, value, override })}
      onClose={onClose}
    >
      <Field name="param" label={t('setting.param')} required value={param} onValue={setParam} />
      <Field name="value" label={t('setting.value')} value={value} onValue={setValue} />
      <Checkbox label={t('setting.overrides')} checked={override} onChecked={setOverride} />
    </FormDialog>
  );
}
