import type { Callback } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { texts } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.tsx';

/** Asks and sends it again at once. */
export function askToRetry({ id, kind, receiver }: Callback, then: () => void): void {
  const t = texts();
  confirm({
    title: t('callback.retry.title'),
    consequence: t('callback.retry.consequence', { kind, receiver }),
    action: t('callback.retry'),
    done: t('callback.retry.done'),
    run: () => call('callbacks.retry', { id }).then(then),
  });
}

/** Asks and drops it, so that nobody is told. */
export function askToDrop({ id, kind, receiver, about }: Callback, then: () => void): void {
  const t = texts();
  confirm({
    title: t('callback.drop.title'),
    consequence: t('callback.drop.consequence', { kind, receiver, about }),
    action: t('callback.drop'),
    danger: true,
    done: t('callback.drop.done'),
    run: () => call('callbacks.drop', { id }).then(then),
  });
}

/** Asks and sends again all that were given up. */
export function askToRetryFailed(count: number, then: () => void): void {
  const t = texts();
  confirm({
    title: t('callbacks.retryFailed.title'),
    consequence: t.n('callbacks.retryFailed.consequence', count),
    action: t('callbacks.retryFailed'),
    done: t('callbacks.retryFailed.done'),
    run: () => call('callbacks.retry-failed', {}).then(then),
  });
}
