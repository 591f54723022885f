import { onUnauthorized, readSession, type Session, signOut } from '../api/client.ts';
import { createStore } from './store.ts';
import { useValue } from './use-store.ts';

/** `out`: nobody is signed in; `why`: what keeps one from it, or that the session is over. */
export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'out'; readonly why?: 'over' | { readonly error: unknown } }
  | { readonly kind: 'in'; readonly session: Session };

export const session = createStore<SessionState>({ kind: 'unknown' });

onUnauthorized(endSession);

/** The server knows it no more. */
export function endSession(): void {
  if (session.get().kind === 'in') session.set({ kind: 'out', why: 'over' });
}

/** Asks the server who is signed in. */
export async function startSession(): Promise<void> {
  try {
    const found = await readSession();
    session.set(found === undefined ? { kind: 'out' } : { kind: 'in', session: found });
  } catch (error) {
    session.set({ kind: 'out', why: { error } });
  }
}

export async function leave(): Promise<void> {
  // The cookie may stay where the server can't be reached: then it is tried again.
  await signOut();
  session.set({ kind: 'out' });
}

const SCOPES = ['read', 'operate', 'admin'] as const;

/** Whether who is signed in may do what needs a scope. The server looks for itself. */
export function useMay(needed: Session['scope']): boolean {
  return useScopes().includes(needed);
}

/** All that who is signed in has: theirs and those that it holds. */
export function useScopes(): readonly Session['scope'][] {
  const state = useValue(session);
  return state.kind === 'in' ? SCOPES.slice(0, SCOPES.indexOf(state.session.scope) + 1) : [];
}
