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

/**
 * A `lookup` for connections that remembers answers for half a minute: with some hundred servers polled each
 * minute, every connection asking anew floods name servers. When the name server fails, an answer of the
 * last ten minutes is used.
 */
export function createDnsCache(
  resolve: typeof lookup = lookup,
  now: () => number = Date.now,
): LookupFunction {
  const known = new Map<string, Entry>();
  return (hostname, options, callback) => {
    const key = `${options.family ?? 0} ${options.hints ?? 0} ${hostname}`;
    const entry = known.get(key);
    if (entry !== undefined && now() - entry.at < FRESH_MS) {
      process.nextTick(answer, entry.addresses, options, callback);
      return;
    }
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error === null) {
        if (known.size >= MOST_NAMES) known.clear();
        known.set(key, { addresses, at: now() });
        answer(addresses, options, callback);
      } else if (entry !== undefined && now() - entry.at < STALE_MS)
        answer(entry.addresses, options, callback);
      else callback(error, []);
    });
  };
}

function answer(
  addresses: readonly LookupAddress[],
  options: LookupOptions,
  callback: Parameters<LookupFunction>[2],
): void {
  const first = addresses[0];
  if (options.all || first === undefined) callback(null, [...addresses]);
  else callback(null, first.address, first.family);
}
