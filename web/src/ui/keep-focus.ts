import { focusContent } from './focus.ts';

/**
 * Where what has the keyboard goes away, since something was done or told, the keyboard goes on in the page and not at
 * its very start. Returns what ends that.
 */
export function keepFocus(): () => void {
  let last: EventTarget | null = null;
  const remember = ({ target }: FocusEvent): void => {
    last = target;
  };
  const watcher = new MutationObserver(() => {
    if (!(last instanceof Element) || last.isConnected || document.activeElement !== document.body) return;
    last = null;
    focusContent();
  });
  document.addEventListener('focusin', remember);
  watcher.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener('focusin', remember);
    watcher.disconnect();
  };
}
