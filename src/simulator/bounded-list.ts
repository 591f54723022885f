/** The last so many of what was added. */
export interface BoundedList<T> {
  add(item: T): void;
  /** Oldest first. */
  list(): readonly T[];
  clear(): void;
}

/** Keeps the last `size`; 0: none. */
export function createBoundedList<T>(size: number): BoundedList<T> {
  let kept: T[] = [];
  return {
    add(item) {
      kept.push(item);
      // Cut in one go now and then: shifting at every item would cost O(size) each time.
      if (kept.length > size * 2) kept = kept.slice(kept.length - size);
    },
    list: () => (size === 0 ? [] : kept.slice(-size)),
    clear() {
      kept = [];
    },
  };
}
