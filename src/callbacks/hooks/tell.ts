import { signedPost, USUAL } from '../../bbb/hook-post.ts';
import { reason } from '../../cluster/reasons.ts';
import { SendFailure } from '../../cluster/sender.ts';
import { fingerprint } from '../../cluster/tenant-own.ts';
import type { Outcome, Rule } from '../rule.ts';
import { readHookPayload } from './payload.ts';
import type { Hook, HookStore } from './ports.ts';

/**
 * Posts an event to a front-end's hook as bbb-webhooks would, signed with the secret that the hook was asked for
 * with, while that is in force, else with the first one. As there, everything but a 2xx is tried again; only 410
 * says that nobody will ever want it.
 */
export function hookRule(hooks: Pick<HookStore, 'find' | 'failing'>): Rule {
  return async (deps, event, signal) => {
    const { hookId, fields, manner } = readHookPayload(event.payload);
    const hook = await hooks.find(hookId);
    if (hook === undefined) return { kind: 'dropped', why: reason('hookGone', {}) };
    const secrets = await deps.secretsOf(hook.tenantId);
    if (secrets === undefined) return { kind: 'refused', why: reason('tenantGone', {}) };
    const own = secrets.find((one) => fingerprint(one) === hook.signer);
    const secret = own ?? secrets[0];
    if (secret === undefined) return { kind: 'refused', why: reason('noSecret', {}) };
    // A secret itself is told nobody who has not shown to know it.
    const signing = { secret, manner: own === undefined && manner.proof === 'bearer' ? USUAL : manner };
    const { url, headers, body } = signedPost(hook.callbackUrl, fields, signing);
    const post = { url, headers: { ...headers, 'idempotency-key': event.id }, body, signal };
    const outcome = await outcomeOf(() => deps.sender.post(post));
    if (!signal.aborted) await note(hooks, hook, outcome);
    return outcome;
  };
}

async function outcomeOf(post: () => Promise<{ readonly status: number }>): Promise<Outcome> {
  try {
    const { status } = await post();
    if (status >= 200 && status < 300) return { kind: 'delivered' };
    const why = `answered ${status}`;
    return status === 410 ? { kind: 'refused', why } : { kind: 'later', why, blame: 'receiver' };
  } catch (error) {
    if (!(error instanceof SendFailure)) throw error;
    if (error.forGood) return { kind: 'refused', why: error.message };
    return { kind: 'later', why: error.message, blame: 'receiver' };
  }
}

/** What was delivered stays so, whatever can't be noted. */
async function note(hooks: Pick<HookStore, 'failing'>, hook: Hook, { kind }: Outcome): Promise<void> {
  const fails = kind !== 'delivered';
  if (fails === (hook.failingSince !== undefined)) return;
  await hooks.failing(hook.id, fails).catch(() => {});
}
