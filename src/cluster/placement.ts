import { isSpare } from './capacity.ts';
import { isAvailable, type Server } from './server.ts';
import type { TagRequest } from './tags.ts';

export interface PlacementRequest {
  readonly tag: TagRequest;
  readonly exclude: ReadonlySet<string>;
  /** Tried only when no other server of the same rank is left. */
  readonly suspects: ReadonlySet<string>;
}

type Candidate = Pick<Server, 'id' | 'state' | 'load' | 'tag' | 'capacity'> &
  Partial<Pick<Server, 'meetings' | 'users'>>;

/**
 * The server a new meeting goes to: of the available servers that fit the tag, suspects after the others and
 * spares after both, the one of lowest load; ties go to the id that sorts first by its UTF-8 bytes. When no server of the wanted tags
 * is available and the tag is not required, the untagged ones are asked. Undefined: none.
 *
 * The stores choose by the same rule inside their atomic step; their contract suite holds them to this one.
 */
export function choose<S extends Candidate>(servers: readonly S[], request: PlacementRequest): S | undefined {
  return fitting(servers, request).reduce<S | undefined>(
    (best, next) => (best && comparePlaces(next, best, request.suspects) >= 0 ? best : next),
    undefined,
  );
}

/** The servers that a new meeting may go to, in no order. */
export function fitting<S extends Candidate>(servers: readonly S[], request: PlacementRequest): readonly S[] {
  const free = servers.filter((server) => isAvailable(server) && !request.exclude.has(server.id));
  const wanted = free.filter((server) => request.tag.tags.includes(server.tag));
  return wanted.length > 0 || request.tag.required
    ? wanted
    : free.filter((server) => server.tag === undefined);
}

/** Below 0: the first one is chosen before the other. Never 0 for two servers. */
export function comparePlaces(a: Candidate, b: Candidate, suspects: ReadonlySet<string>): number {
  const rank = rankOf(a, suspects) - rankOf(b, suspects);
  if (rank !== 0) return rank;
  const load = (a.load ?? 0) - (b.load ?? 0);
  return load !== 0 ? load : Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
}

/** Spares last: they are for when the others are full, or none of them is available. */
function rankOf(server: Candidate, suspects: ReadonlySet<string>): number {
  return 2 * Number(isSpare(server)) + Number(suspects.has(server.id));
}
