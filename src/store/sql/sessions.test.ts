import { afterEach, describe, expect, it } from 'vitest';
import type { ApiToken } from '../../access/api-token.ts';
import type { Session } from '../../access/session.ts';
import type { User } from '../../access/user.ts';
import { databaseKinds, withDatabase } from '../contract/database.ts';

function user(name: string, more: Partial<User> = {}): User {
  return { id: `id of ${name}`, name, scope: 'operate', createdAt: 1000, signedInAt: undefined, ...more };
}

function token(id: string, more: Partial<ApiToken> = {}): ApiToken {
  const times = { createdAt: 1000, expiresAt: undefined, lastUsedAt: undefined };
  return { id, name: `name of ${id}`, scope: 'read', ...times, ...more };
}

function session(kind: 'token' | 'user', id: string, more: Partial<Session> = {}): Session {
  return { holder: { kind, id }, createdAt: 1000, expiresAt: 5000, ...more };
}

describe.each(databaseKinds)('on %s', (kind) => {
  const database = withDatabase(kind);
  const users = () => database().users;
  const sessions = () => database().sessions;
  const tokens = () => database().apiTokens;

  afterEach(async () => {
    for (const { name } of await users().list()) await users().remove(name);
    for (const { id } of await tokens().list()) await tokens().remove(id);
    for (const hash of ['s1', 's2', 's3']) await sessions().remove(hash);
  });

  describe('users', () => {
    it('are listed by their names, and found with what is stored of their passwords', async () => {
      expect(await users().add(user('zoe', { scope: 'admin' }), 'hash z')).toBe(true);
      expect(await users().add(user('ann'), 'hash a')).toBe(true);
      expect(await users().list()).toEqual([user('ann'), user('zoe', { scope: 'admin' })]);
      expect(await users().find('ann')).toEqual({ user: user('ann'), passwordHash: 'hash a' });
      expect(await users().find('bob')).toBeUndefined();
    });

    it('have a name each', async () => {
      await users().add(user('ann'), 'hash a');
      expect(await users().add(user('ann', { id: 'another' }), 'hash b')).toBe(false);
      expect(await users().find('ann')).toMatchObject({ passwordHash: 'hash a' });
    });

    it('note when they signed in', async () => {
      await users().add(user('ann'), 'hash a');
      await users().touch('id of ann', 7000);
      expect(await users().list()).toEqual([user('ann', { signedInAt: 7000 })]);
    });

    it('lose their sessions with a new password, and when they are removed', async () => {
      await users().add(user('ann'), 'hash a');
      await users().add(user('bob'), 'hash b');
      await sessions().add(session('user', 'id of ann'), 's1');
      await sessions().add(session('user', 'id of bob'), 's2');
      expect(await users().setPassword('ann', 'hash c')).toEqual(user('ann'));
      expect(await users().find('ann')).toMatchObject({ passwordHash: 'hash c' });
      expect(await sessions().find('s1', 2000)).toBeUndefined();
      expect(await sessions().find('s2', 2000)).toBeDefined();
      expect(await users().remove('bob')).toEqual(user('bob'));
      expect(await sessions().find('s2', 2000)).toBeUndefined();
      expect(await users().remove('bob')).toBeUndefined();
      expect(await users().setPassword('bob', 'hash d')).toBeUndefined();
    });
  });

  describe('sessions', () => {
    it('tell who their holder is, and what they may do now', async () => {
      await users().add(user('ann'), 'hash a');
      await tokens().add(token('t'), 'hash t');
      await sessions().add(session('user', 'id of ann'), 's1');
      await sessions().add(session('token', 't'), 's2');
      const ofAnn = { ...session('user', 'id of ann'), name: 'ann', scope: 'operate' };
      expect(await sessions().find('s1', 4999)).toEqual(ofAnn);
      expect(await sessions().find('s2', 4999)).toMatchObject({ name: 'name of t', scope: 'read' });
      expect(await sessions().find('s3', 4999)).toBeUndefined();
    });

    it('end in time, later when they are used, and when somebody signs out', async () => {
      await users().add(user('ann'), 'hash a');
      await sessions().add(session('user', 'id of ann'), 's1');
      expect(await sessions().find('s1', 5000)).toBeUndefined();
      await sessions().extend('s1', 9000);
      expect(await sessions().find('s1', 5000)).toMatchObject({ expiresAt: 9000 });
      await sessions().extend('s1', 6000);
      expect(await sessions().find('s1', 8000)).toMatchObject({ expiresAt: 9000 });
      await sessions().remove('s1');
      expect(await sessions().find('s1', 2000)).toBeUndefined();
    });

    it('end with the token they were begun with', async () => {
      await tokens().add(token('t', { expiresAt: 3000 }), 'hash t');
      await sessions().add(session('token', 't'), 's1');
      expect(await sessions().find('s1', 2999)).toBeDefined();
      expect(await sessions().find('s1', 3000)).toBeUndefined();
      await tokens().remove('t');
      expect(await sessions().find('s1', 2000)).toBeUndefined();
    });

    it('are forgotten once they have expired', async () => {
      await users().add(user('ann'), 'hash a');
      await sessions().add(session('user', 'id of ann'), 's1');
      await sessions().add(session('user', 'id of ann', { createdAt: 6000, expiresAt: 9000 }), 's2');
      await sessions().extend('s1', 9000);
      expect(await sessions().find('s1', 2000)).toBeUndefined();
      expect(await sessions().find('s2', 7000)).toBeDefined();
    });
  });
});
