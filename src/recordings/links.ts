const SCHEME_AND_HOST = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i;

/** A link without scheme, host and fragment: it is made whole again with the host that is asked. */
export function pathAndQuery(link: string): string {
  const rest = link.replace(SCHEME_AND_HOST, '').replace(/#.*$/s, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** The same without the query. */
export function pathOnly(link: string): string {
  return pathAndQuery(link).replace(/\?.*$/s, '');
}
