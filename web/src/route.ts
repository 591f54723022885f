/** Where in the dashboard one is: pure, so that it is tested without a browser. */
const BASE = '/admin';

/** Those whose address is their name. */
export const plain = [
  'servers',
  'meetings',
  'recordings',
  'tenants',
  'callbacks',
  'audit',
  'placement',
  'access',
  'configuration',
] as const;
type Plain = (typeof plain)[number];

/** Pages of one thing, by the list it is in. */
export const single = {
  servers: 'server',
  meetings: 'meeting',
  recordings: 'recording',
  tenants: 'tenant',
  callbacks: 'callback',
} as const satisfies Partial<Record<Plain, string>>;
type Listed = keyof typeof single;
export type Single = (typeof single)[Listed];

export type Route =
  | { readonly page: 'overview' | Plain }
  | { readonly page: Single; readonly id: string }
  | { readonly page: 'unknown' };

/** Reads a path such as `/admin/servers/bbb1.example.com`. */
export function routeOf(path: string): Route {
  const [noun = '', id, ...more] = path
    .slice(BASE.length)
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .split('/')
    .map(decoded);
  if (more.length > 0) return { page: 'unknown' };
  if (noun === '' && id === undefined) return { page: 'overview' };
  const page = plain.find((one) => one === noun);
  if (page === undefined) return { page: 'unknown' };
  if (id === undefined) return { page };
  return isListed(page) ? { page: single[page], id } : { page: 'unknown' };
}

function isListed(page: Plain): page is Listed {
  return Object.hasOwn(single, page);
}

/** The list that a page of one thing belongs to; a list itself. */
export function listOf({ page }: Route): 'overview' | Plain | undefined {
  const lists = plain.filter(isListed);
  return page === 'unknown'
    ? undefined
    : (lists.find((list) => single[list] === page) ?? plain.find((one) => one === page) ?? 'overview');
}

/** The path of a route: the reverse of `routeOf`. */
export function pathTo(route: Exclude<Route, { page: 'unknown' }>): string {
  if (route.page === 'overview') return BASE;
  const list = `${BASE}/${listOf(route)}`;
  return 'id' in route ? `${list}/${encodeURIComponent(route.id)}` : list;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
