import type { Operation } from '../../../src/operations/operation.ts';

const BASE = '/scalelite/api';

export interface Prepared {
  readonly url: string;
  readonly method: string;
  /** JSON; undefined: none. */
  readonly body: string | undefined;
}

/** Puts the fields where the API has them: in the path, for GET and DELETE in the query, else in the body. */
export function prepare(
  [method, path]: readonly [Operation['method'], string],
  input: Readonly<Record<string, unknown>>,
): Prepared {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  if (method !== 'GET' && method !== 'DELETE')
    return { url: BASE + filled, method, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams([...rest].map(([name, value]) => [name, String(value)]));
  return { url: BASE + filled + (query.size > 0 ? `?${query}` : ''), method, body: undefined };
}
