import { expect, it } from 'vitest';
import type { Hook, HookRegistration } from '../../callbacks/hooks/ports.ts';
import { checkHooks } from './hooks.ts';

const hook = (failingSince?: number): Hook => ({
  ...{ id: '1', callbackUrl: 'https://lms.example.com/hook', tenantId: undefined, meetingId: undefined },
  ...{ events: [], kind: 'mapped', signer: 'abc', createdAt: 0, failingSince },
});

const storeOf = (hooks: readonly Hook[], registrations: readonly HookRegistration[] = []) => ({
  list: async () => [...hooks],
  registrations: async () => [...registrations],
});

it('the doctor tells of hooks only where there are some, and what keeps them from working', async () => {
  expect(await checkHooks(undefined, undefined)).toEqual([]);
  expect(await checkHooks(storeOf([]), undefined)).toEqual([]);
  expect(await checkHooks(storeOf([hook()]), undefined)).toMatchObject([{ severity: 'problem' }]);
  const there = { serverId: 'bbb1', kind: 'mapped', trouble: undefined } as const;
  expect(await checkHooks(storeOf([hook()], [there]), 'sl.example.com')).toMatchObject([{ severity: 'ok' }]);
  const silent = { ...there, serverId: 'bbb2', trouble: 'it has no bbb-webhooks' };
  const told = [there, silent, { ...silent, kind: 'raw' } as const];
  expect(await checkHooks(storeOf([hook(), hook(7)], told), 'sl.example.com')).toMatchObject([
    { severity: 'warning', text: expect.stringMatching(/^bbb2 .*no bbb-webhooks/) },
    { severity: 'warning', text: expect.stringMatching(/^1 of 2 hooks/) },
  ]);
});
