import { expect, it } from 'vitest';
import { listHooks, removeHook, showHook } from './hooks.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';

const wish = {
  callbackUrl: 'https://lms.example.com/hook?key=s3cret',
  tenantId: 't1',
  meetingId: 'room',
  events: ['user-joined'],
  kind: 'mapped',
  signer: 'abc',
} as const;

it('hooks are listed with what servers do, shown without what may be secret, and removed', async () => {
  const context = await openContext();
  const database = await context.database();
  const { hook } = (await database?.hooks.add(wish)) ?? { hook: undefined };
  await database?.hooks.add({ ...wish, tenantId: undefined, meetingId: undefined });
  await database?.hooks.register({
    serverId: 'bbb1',
    kind: 'mapped',
    trouble: 'it does not answer (refused)',
  });
  const id = hook?.id ?? '';

  const listed = await perform(listHooks, context, {});
  expect(listed.hooks).toHaveLength(2);
  expect(listed.servers).toEqual([
    {
      ...{ server_id: 'bbb1', kind: 'mapped', trouble: 'it does not answer (refused)' },
      why: { code: 'silent', values: { reason: 'refused' } },
    },
  ]);
  expect(JSON.stringify(listed)).not.toContain('s3cret');
  const [mine, ...others] = (await perform(listHooks, context, { tenant_id: 't1' })).hooks;
  expect(others).toEqual([]);
  expect(mine).toEqual(await perform(showHook, context, { id }));
  expect(mine).toMatchObject({
    ...{ id, callback_url: 'https://lms.example.com/hook', tenant_id: 't1', meeting_id: 'room' },
    ...{ events: ['user-joined'], kind: 'mapped', failing_since: null },
  });

  expect(await perform(removeHook, context, { id })).toEqual(mine);
  await expect(perform(removeHook, context, { id })).rejects.toMatchObject({ status: 404 });
  await expect(perform(showHook, context, { id })).rejects.toMatchObject({ status: 404 });
  const page = await database?.audit.list({}, { limit: 10 });
  expect(page?.entries.map(({ action, subject }) => `${action} ${subject}`)).toEqual([`hook.remove ${id}`]);
  expect(JSON.stringify(page)).not.toContain('s3cret');

  const without = await openContext({ env: { DB_DISABLED: 'true' } });
  await expect(perform(listHooks, without, {})).rejects.toMatchObject({ status: 412 });
});
