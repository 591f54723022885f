import { useState } from 'preact/hooks';
import type { Output, Tenant } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { useCall } from '../../state/use-call.ts';
import { Choice } from '../../ui/choice.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Opener } from '../../ui/opener.tsx';
import { Panel } from '../../ui/page.tsx';
import { WhenThere } from '../../ui/states.tsx';
import { At } from '../../ui/time.tsx';
import { toast } from '../../ui/toasts.tsx';
import { ToldOnce } from '../../ui/told-once.tsx';
import { SecretField } from './secret-field.tsx';

type Secret = Output<'tenants.list-secrets'>[number];
const periods = ['never', 'now', '12h', '1d', '7d', '4w', '1y'] as const;
type Period = (typeof periods)[number];

/** The secrets of a tenant's front-ends: told by their fingerprints. */
export function Secrets({ tenant: { id, name } }: { readonly tenant: Tenant }) {
  const t = useTexts();
  const { state, again } = useCall('tenants.list-secrets', { id });
  return (
    <Panel title={t('tenant.secrets')}>
      <WhenThere state={state} again={again}>
        {(secrets) => (
          <ul class="news">
            {secrets.map((secret) => (
              <li key={secret.fingerprint}>
                <span class="audit-line">
                  <code>{secret.fingerprint}</code> <Expiry secret={secret} />
                </span>
                <Opener label={t('tenant.expire')} class="small" closed={again}>
                  {(close) => <Expire tenant={id} secret={secret} onClose={close} />}
                </Opener>
              </li>
            ))}
          </ul>
        )}
      </WhenThere>
      <div class="flat">
        <Opener label={t('tenant.addSecret')} closed={again}>
          {(close) => <AddSecret tenant={id} name={name} onClose={close} />}
        </Opener>
      </div>
    </Panel>
  );
}

function Expiry({ secret: { expires_at, expired } }: { readonly secret: Secret }) {
  const t = useTexts();
  if (expired) return <Mark tone="off" text={t('tenant.expired')} />;
  if (expires_at === null) return <Mark tone="well" text={t('tenant.neverExpires')} />;
  return (
    <>
      <Mark tone="wait" text={t('tenant.expires')} /> <At at={expires_at} />
    </>
  );
}

interface AddSecretProps {
  readonly tenant: string;
  readonly name: string;
  readonly onClose: () => void;
}

function AddSecret({ tenant, name, onClose }: AddSecretProps) {
  const t = useTexts();
  const [given, setGiven] = useState('');
  const [expires, setExpires] = useState<Exclude<Period, 'now'>>('never');
  const [made, setMade] = useState<string>();
  const add = async (): Promise<void> => {
    const added = await call('tenants.add-secret', { id: tenant, secret: given || undefined });
    try {
      if (expires !== 'never')
        await call('tenants.expire-secret', { id: tenant, fingerprint: added.fingerprint, expires });
    } catch {
      toast(t('tenant.notExpiring'), 'failed');
    }
    // Whatever became of its expiry: it is there, and not told again.
    if (given === '') setMade(added.secret);
  };
  if (made !== undefined)
    return <ToldOnce title={t('tenant.secretOf', { name })} secret={made} onClose={onClose} />;
  return (
    <FormDialog
      title={t('tenant.addSecret')}
      consequence={t('tenant.addSecret.consequence')}
      action={t('add')}
      done={t('tenant.addSecret.done')}
      run={add}
      onClose={onClose}
      onDone={() => given !== '' && onClose()}
    >
      <SecretField name="secret" value={given} onValue={setGiven} />
      <Choice
        label={t('tenant.goodFor')}
        value={expires}
        options={periods.flatMap((one) => (one === 'now' ? [] : [[one, t(`period.${one}`)] as const]))}
        onValue={setExpires}
      />
    </FormDialog>
  );
}

interface ExpireProps {
  readonly tenant: string;
  readonly secret: Secret;
  readonly onClose: () => void;
}

function Expire({ tenant, secret: { fingerprint }, onClose }: ExpireProps) {
  const t = useTexts();
  const [expires, setExpires] = useState<Period>('7d');
  return (
    <FormDialog
      title={t('tenant.expire.title', { fingerprint })}
      consequence={t('tenant.expire.consequence')}
      action={t('save')}
      done={t('tenant.expire.done')}
      run={() => call('tenants.expire-secret', { id: tenant, fingerprint, expires })}
      onClose={onClose}
    >
      <Choice
        label={t('tenant.goodFor')}
        value={expires}
        options={periods.map((one) => [one, t(`period.${one}`)])}
        onValue={setExpires}
      />
    </FormDialog>
  );
}
