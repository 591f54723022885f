import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Store } from './store.ts';

/** What `select` takes of a store's value; the component is drawn anew when that has changed. */
export function useStore<T, S>(store: Store<T>, select: (value: T) => S): S {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const selected = select(store.get());
  const latest = useRef({ selected, select });
  latest.current = { selected, select };
  useEffect(() => {
    const look = (): void => {
      const { current } = latest;
      if (!Object.is(current.select(store.get()), current.selected)) draw(undefined);
    };
    // It may have changed since the component was drawn.
    look();
    return store.subscribe(look);
  }, [store]);
  return selected;
}

/** The whole value. */
export function useValue<T>(store: Store<T>): T {
  return useStore(store, (value) => value);
}
