/** Where in the dashboard one is: pure, so that it is tested without a browser. */
const BASE = '/admin';

export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'servers' }
  | { readonly page: 'server'; readonly id: string }
  | { readonly page: 'meetings' }
  | { readonly page: 'meeting'; readonly id: string }
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
  if (noun === 'servers') return id === undefined ? { page: 'servers' } : { page: 'server', id };
  if (noun === 'meetings') return id === undefined ? { page: 'meetings' } : { page: 'meeting', id };
  return { page: 'unknown' };
}

/** The path of a route: the reverse of `routeOf`. */
export function pathTo(route: Exclude<Route, { page: 'unknown' }>): string {
  switch (route.page) {
    case 'overview':
      return BASE;
    case 'server':
      return `${BASE}/servers/${encodeURIComponent(route.id)}`;
    case 'meeting':
      return `${BASE}/meetings/${encodeURIComponent(route.id)}`;
    default:
      return `${BASE}/${route.page}`;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
