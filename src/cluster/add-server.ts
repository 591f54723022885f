import type { CapacityChange } from './capacity.ts';
import type { ServerStore } from './ports.ts';
import { hostnameOf, isServerUrl } from './server-url.ts';

export interface AddRequest {
  readonly url: string | undefined;
  readonly secret: string | undefined;
  readonly loadMultiplier: number;
  readonly tag: string | undefined;
  readonly capacity?: CapacityChange;
  /** Left out: it is disabled. */
  readonly enabled?: boolean;
}

export type Added =
  | { readonly kind: 'added'; readonly id: string }
  /** URL or secret is missing. */
  | { readonly kind: 'incomplete' }
  /** The URL is not http(s). */
  | { readonly kind: 'badUrl' }
  /** Ids are hostnames, and a server of that host is there already. */
  | { readonly kind: 'taken'; readonly id: string };

interface Deps {
  readonly servers: Pick<ServerStore, 'add'>;
  /** SERVER_ID_IS_HOSTNAME: the id is the lower-cased hostname of the URL. */
  readonly idIsHostname: boolean;
  /** Makes a UUID. */
  readonly newId: () => string;
}

/** Adds a server to the pool: offline and without a load until it is enabled and polled. */
export async function addServer(deps: Deps, request: AddRequest): Promise<Added> {
  const { url, secret, loadMultiplier, tag, capacity = {}, enabled = false } = request;
  if (!url || !secret) return { kind: 'incomplete' };
  if (!isServerUrl(url)) return { kind: 'badUrl' };
  const id = (deps.idIsHostname && hostnameOf(url)) || deps.newId();
  const fields = { url, secret, loadMultiplier, tag: tag || undefined, capacity, enabled };
  const added = await deps.servers.add({ id, ...fields });
  return { kind: added ? 'added' : 'taken', id };
}
