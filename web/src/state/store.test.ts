import { describe, expect, it } from 'vitest';
import { createStore } from './store.ts';

describe('a store', () => {
  it('tells whoever listens, and only what changed', () => {
    const store = createStore(1);
    const heard: number[] = [];
    const end = store.subscribe(() => heard.push(store.get()));
    store.set(1);
    store.set(2);
    store.update((value) => value + 1);
    end();
    store.set(4);
    expect(heard).toEqual([2, 3]);
  });
});
