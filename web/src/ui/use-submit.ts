import { useEffect, useRef, useState } from 'preact/hooks';
import { texts } from '../i18n/i18n.ts';
import { messageOf } from '../i18n/server-texts.ts';
import { toast } from './toasts.tsx';

export interface Submitting {
  /** It is being done: once more would do it twice. */
  readonly busy: boolean;
  /** Why the last time did not work; undefined: it did, or there was none. */
  readonly error: unknown;
  /** For a form, or a button: does it, unless it is being done. */
  readonly submit: (event: Event) => void;
}

/** Does something on the word of a form, and tells whether it is under way and why it did not work. */
export function useSubmit(run: (event: Event) => Promise<unknown>): Submitting {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isThere = useRef(true);
  useEffect(
    () => () => {
      isThere.current = false;
    },
    [],
  );
  const work = async (event: Event): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await run(event);
    } catch (failure) {
      setError(failure);
      // Its form was closed meanwhile: nobody would see that it did not work.
      if (!isThere.current) toast(messageOf(texts(), failure), 'failed');
    }
    setBusy(false);
  };
  return {
    busy,
    error,
    submit(event) {
      event.preventDefault();
      if (!busy) void work(event);
    },
  };
}
