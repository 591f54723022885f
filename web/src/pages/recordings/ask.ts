import type { Recording } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { texts } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.tsx';

export type RecordingAction = 'publish' | 'unpublish' | 'protect' | 'unprotect' | 'delete';

/** What can be done to a recording as it is. */
export function actionsFor(
  recording: Pick<Recording, 'state' | 'published' | 'protected'>,
): RecordingAction[] {
  const { state } = recording;
  if (state === 'deleted') return [];
  const isThere = state === 'published' || state === 'unpublished';
  return [
    ...(isThere ? ([recording.published ? 'unpublish' : 'publish'] as const) : []),
    recording.protected ? 'unprotect' : 'protect',
    'delete',
  ];
}

const does: Readonly<Record<RecordingAction, (id: string) => Promise<unknown>>> = {
  publish: (id) => call('recordings.publish', { id }),
  unpublish: (id) => call('recordings.unpublish', { id }),
  protect: (id) => call('recordings.protect', { id, protect: true }),
  unprotect: (id) => call('recordings.protect', { id, protect: false }),
  delete: (id) => call('recordings.delete', { id }),
};

/** Asks, with what will come of it, and does it. */
export function ask({ id, name }: Recording, action: RecordingAction, then: () => void): void {
  const t = texts();
  confirm({
    title: t(`recording.${action}.title`),
    consequence: t(`recording.${action}.consequence`, { name: name ?? id }),
    action: t(`recording.${action}`),
    danger: action === 'delete',
    done: t(`recording.${action}.done`),
    run: () => does[action](id).then(then),
  });
}
