import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

const FRESH_MS = 30_000;
/** For so long an old answer is better than none. */
const STALE_MS = 10 * 60_000;
const MOST_NAMES = 10_000;

interface Entry {
  readonly addresses: readonly LookupAddress[];
  readonly at: number;
}

type Callback = (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void;

/**
 * A `lookup` for connections that remembers answers for half a minute and asks for a name once at a time: with
 * some hundred servers polled each minute, every connection asking anew floods name servers. When the name
 * server fails, an answer of the last ten minutes is used.
 */
export function createDnsCache(
  resolve: typeof lookup = lookup,
  now: () => number = Date.now,
): LookupFunction {
  const known = new Map<string, Entry>();
  const asking = new Map<string, Callback[]>();

  const ask = (key: string, hostname: string, options: LookupOptions): void => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error === null) keep(key, addresses);
      const last = known.get(key);
      const usable = error === null || (last !== undefined && now() - last.at < STALE_MS);
      const waiting = asking.get(key) ?? [];
      asking.delete(key);
      for (const callback of waiting) callback(usable ? null : error, last?.addresses ?? []);
    });
  };
  const keep = (key: string, addresses: readonly LookupAddress[]): void => {
    if (known.size >= MOST_NAMES) known.clear();
    known.set(key, { addresses, at: now() });
  };

  return (hostname, options, callback) => {
    const key = `${options.family ?? 0} ${options.hints ?? 0} ${hostname}`;
    const told: Callback = (error, addresses) => tell(error, addresses, options, callback);
    const entry = known.get(key);
    const waiting = asking.get(key);
    if (entry !== undefined && now() - entry.at < FRESH_MS) process.nextTick(told, null, entry.addresses);
    else if (waiting !== undefined) waiting.push(told);
    else {
      asking.set(key, [told]);
      ask(key, hostname, options);
    }
  };
}

/** Hands addresses over in the form that was asked for. */
function tell(
  error: NodeJS.ErrnoException | null,
  addresses: readonly LookupAddress[],
  { all }: LookupOptions,
  callback: Parameters<LookupFunction>[2],
): void {
  const first = addresses[0];
  if (error !== null) callback(error, []);
  else if (all || first === undefined) callback(null, [...addresses]);
  else callback(null, first.address, first.family);
}
