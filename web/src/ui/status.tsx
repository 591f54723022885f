import { useTexts } from '../i18n/i18n.ts';
import type { ServerStatus } from '../live/server-status.ts';

/** Each has a shape of its own besides its colour and its word: no state is told by colour alone. */
const shapes: Readonly<Record<ServerStatus, string>> = {
  ok: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z',
  full: 'M2.5 2.5h11v11h-11z',
  waiting: 'M3 2h10l-4 6 4 6H3l4-6z',
  cordoned: 'M8 1.5 14.5 8 8 14.5 1.5 8z',
  offline: 'M4.2 2 8 5.8 11.8 2 14 4.2 10.2 8 14 11.8 11.8 14 8 10.2 4.2 14 2 11.8 5.8 8 2 4.2z',
  disabled: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm0 2.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z',
};

export function StatusMark({ status }: { readonly status: ServerStatus }) {
  return (
    <svg class={`mark status-${status}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[status]} />
    </svg>
  );
}

export function Status({ status }: { readonly status: ServerStatus }) {
  const t = useTexts();
  return (
    <span class={`status status-${status}`} data-status={status}>
      <StatusMark status={status} />
      {t(`status.${status}`)}
    </span>
  );
}
