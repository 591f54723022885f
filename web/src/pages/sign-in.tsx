import { useState } from 'preact/hooks';
import { type Credentials, signIn } from '../api/client.ts';
import { useTexts } from '../i18n/i18n.ts';
import { session } from '../state/session.ts';
import { useValue } from '../state/use-store.ts';
import { Field } from '../ui/field.tsx';
import { Heading } from '../ui/page.tsx';
import { Preferences } from '../ui/shell.tsx';
import { ErrorNote } from '../ui/states.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { WithCode } from '../ui/with-code.tsx';

type Way = 'password' | 'token';

export function SignIn() {
  const t = useTexts();
  const state = useValue(session);
  const why = state.kind === 'out' ? state.why : undefined;
  const [way, setWay] = useState<Way>('password');
  return (
    <main class="sign-in">
      <Heading title={t('signIn.title')} />
      {why === 'over' && <p class="state">{t('signIn.over')}</p>}
      {typeof why === 'object' && <ErrorNote error={why.error} />}
      <fieldset class="ways">
        <legend>{t('signIn.with')}</legend>
        {(['password', 'token'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="way" checked={way === one} onChange={() => setWay(one)} />
            {t(`signIn.${one}`)}
          </label>
        ))}
      </fieldset>
      <Form key={way} way={way} />
      <p class="hint">
        <WithCode text={t(way === 'password' ? 'signIn.passwordHint' : 'signIn.tokenHint')} />
      </p>
      <Preferences />
    </main>
  );
}

function Form({ way }: { readonly way: Way }) {
  const t = useTexts();
  const [user, setUser] = useState('');
  const [secret, setSecret] = useState('');
  const { busy, error, submit } = useSubmit(async () => {
    const credentials: Credentials = way === 'token' ? { token: secret } : { user, password: secret };
    session.set({ kind: 'in', session: await signIn(credentials) });
  });
  return (
    <form onSubmit={submit}>
      {way === 'password' && (
        <Field label={t('signIn.user')} value={user} onValue={setUser} autocomplete="username" required />
      )}
      <Field
        label={t(way === 'token' ? 'signIn.token' : 'signIn.password')}
        type="password"
        value={secret}
        onValue={setSecret}
        autocomplete={way === 'token' ? 'off' : 'current-password'}
        required
      />
      {error !== undefined && <ErrorNote error={error} />}
      <button type="submit" class="primary" disabled={busy}>
        {t('signIn.submit')}
      </button>
    </form>
  );
}
