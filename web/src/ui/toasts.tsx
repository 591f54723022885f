import { createStore } from '../state/store.ts';
import { useValue } from '../state/use-store.ts';
import { Icon } from './icon.tsx';

interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly text: string;
}

const SHOWN_MS = 6000;
const toasts = createStore<readonly Toast[]>([]);
let last = 0;

/** Tells in the corner what was done, or what went wrong, for some seconds. */
export function toast(text: string, kind: Toast['kind'] = 'done'): void {
  last += 1;
  const id = last;
  toasts.update((all) => [...all.slice(-3), { id, kind, text }]);
  setTimeout(() => toasts.update((all) => all.filter((one) => one.id !== id)), SHOWN_MS);
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {useValue(toasts).map(({ id, kind, text }) => (
        <p key={id} class={`toast ${kind}`}>
          <Icon name={kind === 'done' ? 'check' : 'alert'} />
          {text}
        </p>
      ))}
    </div>
  );
}
