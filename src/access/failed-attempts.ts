/** Wrong credentials that one address may send within the window, before it has to wait. */
const MOST = 10;
const WINDOW_MS = 60_000;
/** Addresses remembered at once, some hundred bytes each; the one that failed longest ago gives way. */
const ADDRESSES = 10_000;

/** Slows down whoever tries credentials. Counts within one process, in bounded memory. */
export interface FailedAttempts {
  /** Seconds for which the address has to wait; undefined: it may try. */
  waitFor(address: string): number | undefined;
  failed(address: string): void;
}

interface Window {
  readonly ends: number;
  count: number;
}

/** `now`: milliseconds of a clock that does not jump. */
export function createFailedAttempts(now: () => number): FailedAttempts {
  const windows = new Map<string, Window>();

  function current(key: string): Window | undefined {
    const window = windows.get(key);
    if (window && window.ends <= now()) windows.delete(key);
    return window && window.ends > now() ? window : undefined;
  }

  return {
    waitFor(address) {
      const window = current(networkOf(address));
      if (window === undefined || window.count < MOST) return undefined;
      return Math.max(1, Math.ceil((window.ends - now()) / 1000));
    },
    failed(address) {
      const key = networkOf(address);
      const window = current(key) ?? { ends: now() + WINDOW_MS, count: 0 };
      window.count += 1;
      // The map keeps the order of entry: who failed last stands at its end.
      windows.delete(key);
      windows.set(key, window);
      const oldest = windows.size > ADDRESSES ? windows.keys().next().value : undefined;
      if (oldest !== undefined) windows.delete(oldest);
    },
  };
}

/** Whoever has an IPv6 address has a network of 2^64 of them. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const rest = tail === undefined ? [] : tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - groups.length - rest.length }, () => '0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}
