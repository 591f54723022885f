/** Hooks for the tests. */
import type { NewHook } from './ports.ts';

/** One for all meetings and events, changed as told. */
export function hookWish(change: Partial<NewHook> = {}): NewHook {
  return {
    callbackUrl: 'https://lms.example.com/hook',
    tenantId: undefined,
    meetingId: undefined,
    events: [],
    kind: 'mapped',
    signer: 'abc',
    ...change,
  };
}
