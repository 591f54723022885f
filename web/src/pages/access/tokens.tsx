import { useState } from 'preact/hooks';
import type { Output } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { texts, useTexts } from '../../i18n/i18n.ts';
import { useCall } from '../../state/use-call.ts';
import { Choice } from '../../ui/choice.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Opener } from '../../ui/opener.tsx';
import { Panel } from '../../ui/page.tsx';
import { Empty, WhenThere } from '../../ui/states.tsx';
import { Ago, At } from '../../ui/time.tsx';
import { ToldOnce } from '../../ui/told-once.tsx';

type Token = Output<'tokens.list'>[number];
const scopes = ['read', 'operate', 'admin', 'register'] as const;
const periods = ['90d', '12h', '7d', '4w', '1y', 'never'] as const;

/** The tokens of the admin API, without themselves. */
export function Tokens() {
  const t = useTexts();
  const { state, again } = useCall('tokens.list', {});
  return (
    <Panel title={t('access.tokens')}>
      <WhenThere state={state} again={again}>
        {(tokens) =>
          tokens.length === 0 ? (
            <Empty>{t('access.noTokens')}</Empty>
          ) : (
            <ul class="news">
              {tokens.map((token) => (
                <Row key={token.id} token={token} again={again} />
              ))}
            </ul>
          )
        }
      </WhenThere>
      <div class="flat">
        <Opener label={t('access.addToken')} closed={again}>
          {(close) => <AddToken onClose={close} />}
        </Opener>
      </div>
    </Panel>
  );
}

function Row({ token, again }: { readonly token: Token; readonly again: () => void }) {
  const t = useTexts();
  const { name, scope, expires_at, last_used_at, expired } = token;
  return (
    <li>
      <span class="audit-line">
        <strong>{name}</strong>
        <span class="tag">{t(`scope.${scope}`)}</span>
        {expired ? (
          <Mark tone="off" text={t('tenant.expired')} />
        ) : (
          <span class="soft">
            {expires_at === null ? t('tenant.neverExpires') : t('tenant.expires')}{' '}
            {expires_at !== null && <At at={expires_at} />}
          </span>
        )}
        <span class="soft">
          {t('access.used')} <Ago at={last_used_at} />
        </span>
      </span>
      <button type="button" class="small danger" onClick={() => askToRevoke(token, again)}>
        {t('access.revoke')}
      </button>
    </li>
  );
}

function askToRevoke({ id, name }: Token, then: () => void): void {
  const t = texts();
  confirm({
    title: t('access.revoke.title', { name }),
    consequence: t('access.revoke.consequence', { name }),
    action: t('access.revoke'),
    danger: true,
    done: t('access.revoke.done', { name }),
    run: () => call('tokens.revoke', { id }).then(then),
  });
}

function AddToken({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<(typeof scopes)[number]>('read');
  const [expires, setExpires] = useState<(typeof periods)[number]>('90d');
  const [made, setMade] = useState<string>();
  if (made !== undefined)
    return <ToldOnce title={t('access.tokenOf', { name })} secret={made} onClose={onClose} />;
  return (
    <FormDialog
      title={t('access.addToken')}
      action={t('add')}
      run={async () => setMade((await call('tokens.create', { name, scope, expires })).token)}
      onClose={onClose}
      onDone={() => {}}
    >
      <Field
        name="name"
        label={t('access.tokenName')}
        required
        autocomplete="off"
        value={name}
        onValue={setName}
      />
      <Choice
        label={t('access.scope')}
        value={scope}
        options={scopes.map((one) => [one, t(`scope.${one}`)])}
        onValue={setScope}
      />
      <Choice
        label={t('tenant.goodFor')}
        value={expires}
        options={periods.map((one) => [one, t(`period.${one}`)])}
        onValue={setExpires}
      />
    </FormDialog>
  );
}
