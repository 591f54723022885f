/** Bounds what all requests of a process together have in memory before it is known who sends it. */
export interface MemoryBudget {
  /** For one request. */
  open(): Held;
}

export interface Held {
  /** False: there is no room for so many bytes more, or it is closed; they do not count. */
  add(bytes: number): boolean;
  /** Gives all of it back. Twice is harmless. */
  close(): void;
}

export function createMemoryBudget(maxBytes: number): MemoryBudget {
  let held = 0;
  return {
    open() {
      let own = 0;
      let closed = false;
      return {
        add(bytes) {
          if (closed || held + bytes > maxBytes) return false;
          own += bytes;
          held += bytes;
          return true;
        },
        close() {
          held -= own;
          own = 0;
          closed = true;
        },
      };
    },
  };
}
