import { isFull, isSpare } from './capacity.ts';
import { choose, comparePlaces, fitting, type PlacementRequest } from './placement.ts';
import type { Server } from './server.ts';

/** Why a new meeting goes to a server, or does not. */
export type Verdict =
  | 'chosen'
  /** The operator wants no meetings on it, or no new ones. */
  | 'disabled'
  | 'cordoned'
  /** It does not answer the poller. */
  | 'offline'
  /** It is online, but has not been polled since it was enabled, so that its load is not known. */
  | 'unpolled'
  /** It has as many meetings or users as it may have. */
  | 'full'
  /** Its tag, or that it has none, is not what is asked for. */
  | 'tag'
  /** Untagged servers are asked only when none of the wanted tags is available. */
  | 'fallback'
  /** It is a spare, and there are others. */
  | 'spare'
  /** It has just failed a create, and there are others. */
  | 'suspect'
  /** The chosen one has less load. */
  | 'load'
  /** The chosen one has the same load, and its id sorts first. */
  | 'order';

type Explained = Pick<Server, 'id' | 'state' | 'online' | 'load' | 'tag' | 'capacity'> &
  Partial<Pick<Server, 'meetings' | 'users'>>;

/**
 * Tells of each server whether a create now would go to it, and why not: by the same rule that places it. First
 * the one chosen and those that would be next, in that order, then the others as they came.
 */
export function explainPlacement<S extends Explained>(
  servers: readonly S[],
  request: PlacementRequest,
): readonly { readonly server: S; readonly verdict: Verdict }[] {
  const next = fitting(servers, request).toSorted((a, b) => comparePlaces(a, b, request.suspects));
  const best = choose(servers, request);
  const among = next.map((server) => ({ server, verdict: verdictAmong(server, best, request) }));
  const out = servers.filter((server) => !next.includes(server));
  return [...among, ...out.map((server) => ({ server, verdict: verdictOutside(server, request) }))];
}

function verdictAmong(
  server: Explained,
  best: Explained | undefined,
  { suspects }: PlacementRequest,
): Verdict {
  if (server === best) return 'chosen';
  if (isSpare(server) && best && !isSpare(best)) return 'spare';
  if (suspects.has(server.id) && best && !suspects.has(best.id)) return 'suspect';
  return server.load === best?.load ? 'order' : 'load';
}

function verdictOutside(server: Explained, request: PlacementRequest): Verdict {
  const { state, load, online, tag } = server;
  if (state !== 'enabled') return state;
  if (load === undefined) return online ? 'unpolled' : 'offline';
  if (isFull(server)) return 'full';
  return tag === undefined && !request.tag.required ? 'fallback' : 'tag';
}
