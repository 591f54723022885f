import type { Tenant } from './tenant.ts';

/** What BBB servers reach us by. */
export interface OwnAddress {
  /** URL_HOST. */
  readonly urlHost: string;
  readonly tenant: Pick<Tenant, 'name'> | undefined;
  /** `/t/NAME` when the tenant was named so: then its host name need not exist. Else ''. */
  readonly prefix: string;
}

/** The address of something of ours; `path` begins with a slash. */
export function ownUrl({ urlHost, tenant, prefix }: OwnAddress, path: string): string {
  const host = tenant === undefined || prefix !== '' ? urlHost : `${tenant.name}.${urlHost}`;
  return `https://${host}${prefix}${path}`;
}
