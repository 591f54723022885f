import { originOf } from '../../cluster/sender.ts';
import type { OutboxStore } from '../ports.ts';
import { inOrder } from '../receivers.ts';
import type { Hook, HookStore } from './ports.ts';

export interface RemoveDeps {
  readonly hooks: Pick<HookStore, 'remove'>;
  readonly outbox: Pick<OutboxStore, 'dropFor'>;
}

/** For concurrency and circuit: each hook is told one thing after the other, and left alone for itself when it fails. */
export function receiverOf({ id, callbackUrl }: Pick<Hook, 'id' | 'callbackUrl'>): string {
  return inOrder(originOf(callbackUrl) ?? '', id);
}

/** Removes a hook with all that it was still to be told. Undefined: there was none of theirs. Throws StoreUnavailable. */
export async function removeHook(
  { hooks, outbox }: RemoveDeps,
  id: string,
  owner?: { readonly tenantId: string | undefined },
): Promise<Hook | undefined> {
  const removed = await hooks.remove(id, owner);
  if (removed) await outbox.dropFor(receiverOf(removed));
  return removed;
}
