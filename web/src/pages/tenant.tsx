import { useState } from 'preact/hooks';
import type { Tenant } from '../api/calls.ts';
import { call } from '../api/client.ts';
import { texts, useTexts } from '../i18n/i18n.ts';
import { useMay } from '../state/session.ts';
import { useCall } from '../state/use-call.ts';
import { confirm } from '../ui/confirm.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { goTo, Link } from '../ui/navigation.tsx';
import { Opener } from '../ui/opener.tsx';
import { Heading } from '../ui/page.tsx';
import { WhenThere } from '../ui/states.tsx';
import { Lrs } from './tenants/lrs.tsx';
import { Secrets } from './tenants/secrets.tsx';
import { Settings } from './tenants/settings.tsx';
import { Use } from './tenants/use.tsx';
import { TenantState } from './tenants.tsx';

const EVERY_MS = 15_000;

/** All about one tenant. */
export function TenantPage({ id }: { readonly id: string }) {
  const t = useTexts();
  const { state, again } = useCall('tenants.show', { id }, { everyMs: EVERY_MS });
  const mayEdit = useMay('admin');
  const tenant = state.kind === 'there' ? state.value : undefined;
  return (
    <>
      <Link to={{ page: 'tenants' }} class="back">
        <Icon name="back" /> {t('nav.tenants')}
      </Link>
      <Heading title={tenant?.name ?? id}>
        {tenant && <TenantState enabled={tenant.enabled} />}
        {tenant && mayEdit && (
          <span class="actions">
            <Opener label={t('tenant.rename')} closed={again}>
              {(close) => <Rename tenant={tenant} onClose={close} />}
            </Opener>
            <button type="button" onClick={() => askToSwitch(tenant, again)}>
              {t(tenant.enabled ? 'tenant.disable' : 'tenant.enable')}
            </button>
            <button type="button" class="danger" onClick={() => askToRemove(tenant)}>
              {t('remove')}
            </button>
          </span>
        )}
      </Heading>
      <WhenThere state={state} again={again}>
        {(value) => (
          <>
            <Use tenant={value} again={again} />
            {mayEdit && <Secrets tenant={value} />}
            <Settings tenant={value} />
            <Lrs tenant={value} again={again} />
          </>
        )}
      </WhenThere>
    </>
  );
}

function Rename({
  tenant: { id, name },
  onClose,
}: {
  readonly tenant: Tenant;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const [typed, setTyped] = useState(name);
  return (
    <FormDialog
      title={t('tenant.rename.title', { name })}
      consequence={t('tenant.rename.consequence', { name })}
      action={t('tenant.rename')}
      done={t('tenant.rename.done')}
      run={() => call('tenants.update', { id, name: typed })}
      onClose={onClose}
    >
      <Field
        name="name"
        label={t('tenant.name')}
        required
        hint={t('tenant.nameHint')}
        value={typed}
        onValue={setTyped}
      />
    </FormDialog>
  );
}

function askToSwitch({ id, name, enabled, use }: Tenant, then: () => void): void {
  const t = texts();
  const what = enabled ? 'disable' : 'enable';
  confirm({
    title: t(`tenant.${what}.title`, { name }),
    consequence: t(`tenant.${what}.consequence`, { name, meetings: t.n('meetings', use?.meetings ?? 0) }),
    action: t(`tenant.${what}`),
    danger: enabled,
    done: t(`tenant.${what}.done`, { name }),
    run: () => call(`tenants.${what}`, { id }).then(then),
  });
}

function askToRemove({ id, name, use }: Tenant): void {
  const t = texts();
  confirm({
    title: t('tenant.remove.title', { name }),
    consequence: t('tenant.remove.consequence', { name, meetings: t.n('meetings', use?.meetings ?? 0) }),
    action: t('remove'),
    danger: true,
    done: t('tenant.remove.done', { name }),
    run: async () => {
      await call('tenants.remove', { id });
      goTo({ page: 'tenants' });
    },
  });
}
