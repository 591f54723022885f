import { useState } from 'preact/hooks';
import type { Output } from '../../api/calls.ts';
import { call, type Session } from '../../api/client.ts';
import { texts, useTexts } from '../../i18n/i18n.ts';
import { useCall } from '../../state/use-call.ts';
import { Choice } from '../../ui/choice.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Opener } from '../../ui/opener.tsx';
import { Panel } from '../../ui/page.tsx';
import { Empty, WhenThere } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';

type User = Output<'users.list'>[number];
const scopes = ['read', 'operate', 'admin'] as const;

/** Those who sign in with a password. */
export function Users() {
  const t = useTexts();
  const { state, again } = useCall('users.list', {});
  return (
    <Panel title={t('access.users')}>
      <WhenThere state={state} again={again}>
        {(users) =>
          users.length === 0 ? (
            <Empty>{t('access.noUsers')}</Empty>
          ) : (
            <ul class="news">
              {users.map((user) => (
                <Row key={user.name} user={user} again={again} />
              ))}
            </ul>
          )
        }
      </WhenThere>
      <div class="flat">
        <Opener label={t('access.addUser')} closed={again}>
          {(close) => <AddUser onClose={close} />}
        </Opener>
      </div>
    </Panel>
  );
}

interface RowProps {
  readonly user: User;
  readonly again: () => void;
}

function Row({ user: { name, scope, signed_in_at }, again }: RowProps) {
  const t = useTexts();
  return (
    <li>
      <span class="audit-line">
        <strong>{name}</strong>
        <span class="tag">{t(`scope.${scope}`)}</span>
        <span class="soft">
          {t('access.signedIn')} <Ago at={signed_in_at} />
        </span>
      </span>
      <span class="row-actions">
        <Opener label={t('access.setPassword')} class="small" closed={again}>
          {(close) => <Password name={name} onClose={close} />}
        </Opener>
        <button type="button" class="small danger" onClick={() => askToRemove(name, again)}>
          {t('remove')}
        </button>
      </span>
    </li>
  );
}

function askToRemove(name: string, then: () => void): void {
  const t = texts();
  confirm({
    title: t('access.removeUser.title', { name }),
    consequence: t('access.removeUser.consequence', { name }),
    action: t('remove'),
    danger: true,
    done: t('access.removeUser.done', { name }),
    run: () => call('users.remove', { name }).then(then),
  });
}

function AddUser({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [scope, setScope] = useState<Session['scope']>('read');
  return (
    <FormDialog
      title={t('access.addUser')}
      action={t('add')}
      done={t('access.userAdded', { name })}
      run={() => call('users.add', { name, password, scope })}
      onClose={onClose}
    >
      <Field
        name="name"
        label={t('access.name')}
        required
        autocomplete="off"
        value={name}
        onValue={setName}
      />
      <NewPassword value={password} onValue={setPassword} />
      <Choice
        label={t('access.scope')}
        value={scope}
        options={scopes.map((one) => [one, t(`scope.${one}`)])}
        onValue={setScope}
      />
    </FormDialog>
  );
}

function Password({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const t = useTexts();
  const [password, setPassword] = useState('');
  return (
    <FormDialog
      title={t('access.setPassword.title', { name })}
      consequence={t('access.setPassword.consequence', { name })}
      action={t('save')}
      done={t('access.setPassword.done', { name })}
      run={() => call('users.set-password', { name, password })}
      onClose={onClose}
    >
      <NewPassword value={password} onValue={setPassword} />
    </FormDialog>
  );
}

interface NewPasswordProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function NewPassword(props: NewPasswordProps) {
  const t = useTexts();
  return (
    <Field
      name="password"
      label={t('signIn.password')}
      type="password"
      required
      autocomplete="new-password"
      hint={t('access.passwordHint')}
      {...props}
    />
  );
}
