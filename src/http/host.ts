/** The host a request names, in lower case, without port and trailing dot; undefined when it names none, or several. */
export function hostName(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]\s,]+)(?::\d*)?$/i.exec(header?.trim() ?? '');
  return match?.[1]?.toLowerCase().replace(/\.$/, '');
}

/**
 * Guard against DNS rebinding: with URL_HOST set only that host is served, with tenancy also those below it.
 */
export function isServedHost(
  host: string | undefined,
  urlHost: string | undefined,
  tenancy: boolean,
): boolean {
  if (urlHost === undefined) return true;
  const own = urlHost.toLowerCase();
  return host === own || (tenancy && (host?.endsWith(`.${own}`) ?? false));
}

/** The tenant a host stands for: its first label, when it lies below URL_HOST. */
export function tenantName(host: string | undefined, urlHost: string | undefined): string | undefined {
  if (host === undefined || host === urlHost?.toLowerCase()) return undefined;
  const label = host.split('.')[0];
  return label === host || label === '' ? undefined : label;
}
