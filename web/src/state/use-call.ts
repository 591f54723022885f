import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { CallName, Input, Output } from '../api/calls.ts';
import { call } from '../api/client.ts';
import { connection } from '../live/feed.ts';
import { useStore } from './use-store.ts';

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'there'; readonly value: T };

export interface CallState<T> {
  readonly state: Loaded<T>;
  readonly again: () => void;
}

export interface CallOptions {
  /** Asks again so often, while the page can be seen; left out: never. */
  readonly everyMs?: number;
  /** False: it is not asked at all, and stays loading. */
  readonly wanted?: boolean;
}

/**
 * What an operation answers: asked when the component appears and whenever the input changes, and again when it failed
 * and there is a connection once more.
 */
export function useCall<Name extends CallName>(
  name: Name,
  input: Input<Name>,
  { everyMs, wanted = true }: CallOptions = {},
): CallState<Output<Name>> {
  const [state, setState] = useState<Loaded<Output<Name>>>({ kind: 'loading' });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((count) => count + 1), []);
  const key = JSON.stringify([name, input]);
  const shown = useRef(key);
  // `key` stands for the input, which is another object each time.
  useEffect(() => {
    if (!wanted) return;
    if (shown.current !== key) setState({ kind: 'loading' });
    shown.current = key;
    const ended = new AbortController();
    call(name, input, ended.signal).then(
      (value) => !ended.signal.aborted && setState({ kind: 'there', value }),
      (error: unknown) => !ended.signal.aborted && setState({ kind: 'failed', error }),
    );
    return () => ended.abort();
  }, [key, round, wanted]);
  useEffect(() => {
    if (everyMs === undefined || !wanted) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, wanted, again]);
  // What failed while there was no connection would stay so, on pages that ask only once.
  const isLive = useStore(connection, ({ state: now }) => now === 'live');
  const hasFailed = useRef(false);
  hasFailed.current = state.kind === 'failed';
  useEffect(() => {
    if (isLive && hasFailed.current) again();
  }, [isLive, again]);
  return { state, again };
}
