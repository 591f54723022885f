import { describe, expect, it } from 'vitest';
import { openContext } from '../operations/testing.ts';
import { newTokenText, tokenHash } from './api-token.ts';
import { hashPassword, isPassword } from './password.ts';
import { IDLE_MS, LONGEST_MS } from './session.ts';
import { checkSession, type SignInDeps, signIn } from './sign-in.ts';

const START = 1_800_000_000_000;

async function setUp() {
  const database = await (await openContext()).database();
  if (database === undefined) throw new Error('there is no database');
  let time = START;
  const deps: SignInDeps = {
    tokens: database.apiTokens,
    users: database.users,
    sessions: database.sessions,
    now: () => time,
    // The use of a token is noted when the test may be over.
    failed: () => {},
  };
  const user = { id: 'u', name: 'ann', scope: 'operate', createdAt: START, signedInAt: undefined } as const;
  await database.users.add(user, await hashPassword('correct horse'));
  const token = newTokenText();
  const made = { createdAt: START, expiresAt: undefined, lastUsedAt: undefined };
  await database.apiTokens.add({ id: 't', name: 'robot', scope: 'read', ...made }, tokenHash(token));
  return { deps, token, database, pass: (ms: number) => (time += ms) };
}

describe('a password', () => {
  it('is known again, however its characters were typed', async () => {
    const stored = await hashPassword('Zoë');
    expect(await isPassword('Zoe\u0308', stored)).toBe(true);
    expect(await isPassword('zoë', stored)).toBe(false);
    expect(stored).not.toContain('Zo');
  });

  it('is stored differently each time, and is nobody’s when there is no such user', async () => {
    expect(await hashPassword('same')).not.toBe(await hashPassword('same'));
    expect(await isPassword('same', undefined)).toBe(false);
  });
});

describe('signing in', () => {
  it('takes a token, with its name and scope', async () => {
    const { deps, token } = await setUp();
    const signedIn = await signIn(deps, { kind: 'token', token });
    expect(signedIn).toMatchObject({ name: 'robot', scope: 'read' });
    expect(await checkSession(deps, signedIn?.text ?? '')).toMatchObject({ name: 'robot', scope: 'read' });
  });

  it('takes no token that opens nothing one could look at', async () => {
    const { deps, database } = await setUp();
    const token = newTokenText();
    const made = { createdAt: START, expiresAt: undefined, lastUsedAt: undefined };
    await database.apiTokens.add({ id: 'm', name: 'machine', scope: 'register', ...made }, tokenHash(token));
    expect(await signIn(deps, { kind: 'token', token })).toBeUndefined();
  });

  it('takes a user’s password, and notes the time', async () => {
    const { deps, database } = await setUp();
    const credentials = { kind: 'password', user: 'ann', password: 'correct horse' } as const;
    expect(await signIn(deps, credentials)).toMatchObject({ name: 'ann', scope: 'operate' });
    expect(await database.users.list()).toMatchObject([{ signedInAt: START }]);
  });

  it('tells nothing of what is wrong', async () => {
    const { deps } = await setUp();
    const wrong = [
      { kind: 'password', user: 'ann', password: 'wrong' },
      { kind: 'password', user: 'bob', password: 'correct horse' },
      { kind: 'token', token: newTokenText() },
      { kind: 'token', token: 'nonsense' },
    ] as const;
    for (const credentials of wrong) expect(await signIn(deps, credentials)).toBeUndefined();
  });
});

describe('a session', () => {
  it('lasts while it is used, and at most a week', async () => {
    const { deps, token, pass } = await setUp();
    const { text = '' } = (await signIn(deps, { kind: 'token', token })) ?? {};
    for (let used = 0; used < LONGEST_MS; used += IDLE_MS / 2) {
      expect(await checkSession(deps, text)).toBeDefined();
      pass(IDLE_MS / 2);
    }
    expect(await checkSession(deps, text)).toBeUndefined();
  });

  it('ends when it is not used', async () => {
    const { deps, token, pass } = await setUp();
    const { text = '' } = (await signIn(deps, { kind: 'token', token })) ?? {};
    pass(IDLE_MS - 1);
    expect(await checkSession(deps, `${text}x`)).toBeUndefined();
    pass(1);
    expect(await checkSession(deps, text)).toBeUndefined();
  });
});
