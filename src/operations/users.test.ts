import { describe, expect, it } from 'vitest';
import { isPassword } from '../access/password.ts';
import { listAudit } from './audit.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';
import { addUser, listUsers, removeUser, setUserPassword } from './users.ts';

const PASSWORD = 'correct horse battery';

describe('users of the dashboard', () => {
  it('are told without their passwords, of which only a hash is kept', async () => {
    const context = await openContext({ now: () => Date.parse('2026-11-21T10:00:00.000Z') });
    const ann = { name: 'ann', scope: 'operate', created_at: '2026-11-21T10:00:00.000Z', signed_in_at: null };
    expect(await perform(addUser, context, { name: 'ann', password: PASSWORD, scope: 'operate' })).toEqual(
      ann,
    );
    expect(await perform(listUsers, context, {})).toEqual([ann]);
    const found = await (await context.database())?.users.find('ann');
    expect(found?.passwordHash).toMatch(/^scrypt\$/);
    expect(await isPassword(PASSWORD, found?.passwordHash)).toBe(true);
  });

  it('get new passwords and are removed, and the audit log tells all but the passwords', async () => {
    const context = await openContext();
    await perform(addUser, context, { name: 'ann', password: PASSWORD });
    await expect(perform(addUser, context, { name: 'ann', password: PASSWORD })).rejects.toMatchObject({
      status: 409,
    });
    await perform(setUserPassword, context, { name: 'ann', password: 'another password' });
    await perform(removeUser, context, { name: 'ann' });
    await expect(perform(removeUser, context, { name: 'ann' })).rejects.toMatchObject({ status: 404 });
    const { items } = await perform(listAudit, context, {});
    expect(items.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      'user.remove ann',
      'user.set-password ann',
      'user.add ann',
    ]);
    expect(JSON.stringify(items)).not.toMatch(/correct|another|scrypt/);
  });

  it.each([
    { name: 'ann', password: 'too short' },
    { name: 'ann b', password: PASSWORD },
    { name: '', password: PASSWORD },
    { name: 'ann', password: PASSWORD, scope: 'root' },
  ])('are not added as %j', async (input) => {
    await expect(perform(addUser, await openContext(), input)).rejects.toMatchObject({ status: 400 });
  });
});
