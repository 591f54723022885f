import { useState } from 'preact/hooks';
import type { Tenant } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { texts, useTexts } from '../../i18n/i18n.ts';
import { useMay } from '../../state/session.ts';
import { Choice } from '../../ui/choice.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { Details } from '../../ui/details.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Opener } from '../../ui/opener.tsx';
import { Panel } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';

interface LrsProps {
  readonly tenant: Tenant;
  readonly again: () => void;
}

/** Where the xAPI statements of a tenant go; what opens it is masked. */
export function Lrs({ tenant, again }: LrsProps) {
  const t = useTexts();
  const mayEdit = useMay('admin');
  const set = Object.entries(tenant.lrs);
  return (
    <Panel title={t('tenant.lrs')}>
      {set.length === 0 ? <Empty>{t('lrs.none')}</Empty> : <Details rows={set} />}
      {mayEdit && (
        <div class="flat row-actions">
          <Opener label={t('lrs.set')} closed={again}>
            {(close) => <SetLrs tenant={tenant.id} onClose={close} />}
          </Opener>
          {set.length > 0 && (
            <button type="button" class="danger" onClick={() => askToClear(tenant, again)}>
              {t('lrs.clear')}
            </button>
          )}
        </div>
      )}
    </Panel>
  );
}

function askToClear({ id, name }: Tenant, then: () => void): void {
  const t = texts();
  confirm({
    title: t('lrs.clear.title'),
    consequence: t('lrs.clear.consequence', { name }),
    action: t('lrs.clear'),
    danger: true,
    done: t('lrs.clear.done'),
    run: () => call('tenants.clear-lrs', { id }).then(then),
  });
}

const ways = {
  basic: ['lrs_endpoint', 'lrs_username', 'lrs_password'],
  keycloak: [
    'lrs_endpoint',
    'kc_token_url',
    'kc_client_id',
    'kc_client_secret',
    'kc_username',
    'kc_password',
  ],
} as const;
type Name = (typeof ways)[keyof typeof ways][number];

const secrets: readonly string[] = ['lrs_password', 'kc_client_secret', 'kc_password'];

function SetLrs({ tenant, onClose }: { readonly tenant: string; readonly onClose: () => void }) {
  const t = useTexts();
  const [way, setWay] = useState<keyof typeof ways>('basic');
  const [typed, setTyped] = useState<Readonly<Partial<Record<Name, string>>>>({});
  const save = async (): Promise<void> => {
    const given = Object.fromEntries(ways[way].map((name) => [name, typed[name] ?? '']));
    await call('tenants.set-lrs', { ...given, id: tenant, lrs_endpoint: typed.lrs_endpoint ?? '' });
  };
  return (
    <FormDialog
      title={t('lrs.set')}
      consequence={t('lrs.set.consequence')}
      action={t('save')}
      done={t('lrs.set.done')}
      run={save}
      onClose={onClose}
    >
      <Choice
        label={t('lrs.way')}
        value={way}
        options={[
          ['basic', t('lrs.way.basic')],
          ['keycloak', t('lrs.way.keycloak')],
        ]}
        onValue={setWay}
      />
      {ways[way].map((name) => (
        <Field
          key={name}
          name={name}
          label={name}
          required
          autocomplete="off"
          type={secrets.includes(name) ? 'password' : 'text'}
          value={typed[name] ?? ''}
          onValue={(value) => setTyped({ ...typed, [name]: value })}
        />
      ))}
    </FormDialog>
  );
}
