import { useEffect } from 'preact/hooks';
import { follow } from './live/feed.ts';
import { SignIn } from './pages/sign-in.tsx';
import { endSession, session } from './state/session.ts';
import { useStore } from './state/use-store.ts';
import { Shell } from './ui/shell.tsx';

/** The whole dashboard: signed in, or to sign in. */
export function App() {
  const isIn = useStore(session, ({ kind }) => kind === 'in');
  return isIn ? <Inside /> : <SignIn />;
}

function Inside() {
  useEffect(() => follow(endSession), []);
  return <Shell />;
}
