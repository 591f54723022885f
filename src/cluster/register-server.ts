import { createHash } from 'node:crypto';
import { addServer } from './add-server.ts';
import type { CapacityChange } from './capacity.ts';
import type { ServerStore } from './ports.ts';
import type { Server, ServerChange } from './server.ts';
import { canonicalUrl } from './server-url.ts';

/** What a server says of itself; what it leaves out stays as it was, or has its default. */
export interface RegisterRequest {
  readonly url: string;
  readonly secret: string;
  readonly loadMultiplier?: number | undefined;
  readonly tag?: string | undefined;
  readonly capacity?: CapacityChange;
}

export type Registered =
  /** `isNew`: it was added, and enabled. */
  | { readonly kind: 'registered'; readonly id: string; readonly isNew: boolean }
  /** It is known with another secret, and does not take this one. */
  | { readonly kind: 'refused'; readonly id: string; readonly reason: string }
  /** Its id is that of a server with another URL. */
  | { readonly kind: 'taken'; readonly id: string };

export interface RegisterDeps {
  readonly servers: Pick<ServerStore, 'list' | 'find' | 'add' | 'update'>;
  /** SERVER_ID_IS_HOSTNAME: the id is the lower-cased hostname of the URL. */
  readonly idIsHostname: boolean;
  /** Why a server does not take a secret; undefined: it does. */
  readonly tryOut: (server: Server, secret: string) => Promise<string | undefined>;
}

/**
 * Puts a server into the pool that announces itself, as often as it likes. One that is new is enabled: it takes
 * meetings once a poll found it. One that is known by its URL keeps its id and its state; its secret changes only
 * to one that it takes, so that a stolen token can not cut off a server that is well.
 */
export async function registerServer(deps: RegisterDeps, request: RegisterRequest): Promise<Registered> {
  const url = canonicalUrl(request.url);
  const isIt = (server: Server | undefined): boolean =>
    server !== undefined && canonicalUrl(server.url) === url;
  const known = (await deps.servers.list()).find(isIt);
  if (known) return await registerAgain(deps, known, request);
  const { loadMultiplier = 1, tag } = request;
  // Made from the URL, so that of two registrations at once one adds it and the other finds it.
  const added = await addServer(
    { ...deps, newId: () => idOf(url) },
    { ...request, loadMultiplier, tag, enabled: true },
  );
  if (added.kind === 'badUrl' || added.kind === 'incomplete') throw new TypeError('a server without a URL');
  const { id } = added;
  const other = added.kind === 'taken' ? await deps.servers.find(id) : undefined;
  if (other) return isIt(other) ? await registerAgain(deps, other, request) : { kind: 'taken', id };
  return { kind: 'registered', id, isNew: true };
}

async function registerAgain(
  { servers, tryOut }: RegisterDeps,
  known: Server,
  { secret, loadMultiplier, tag, capacity: given }: RegisterRequest,
): Promise<Registered> {
  const { id } = known;
  const isNewSecret = secret !== known.secret;
  const reason = isNewSecret ? await tryOut(known, secret) : undefined;
  if (reason !== undefined) return { kind: 'refused', id, reason };
  const capacity = newOf(known, given);
  const change: ServerChange = {
    ...(isNewSecret && { secret }),
    ...(loadMultiplier !== undefined && loadMultiplier !== known.loadMultiplier && { loadMultiplier }),
    ...(tag !== undefined && tag !== known.tag && { tag }),
    ...(Object.keys(capacity).length > 0 && { capacity }),
  };
  if (Object.keys(change).length > 0) await servers.update(id, change);
  return { kind: 'registered', id, isNew: false };
}

/** What of it the server does not have yet: it says the same at each boot, and nothing is changed by that. */
function newOf(known: Pick<Server, 'capacity'>, given: CapacityChange = {}): CapacityChange {
  const { maxMeetings, maxUsers, spare = false }: CapacityChange = known.capacity ?? {};
  return {
    ...('maxMeetings' in given && given.maxMeetings !== maxMeetings && { maxMeetings: given.maxMeetings }),
    ...('maxUsers' in given && given.maxUsers !== maxUsers && { maxUsers: given.maxUsers }),
    ...('spare' in given && given.spare !== spare && { spare: given.spare }),
  };
}

/** A UUID of version 8, always the same for a URL. */
function idOf(url: string): string {
  const bytes = createHash('sha256').update(url).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
