/** How long the bar of each server is: pure, so that it is tested without a browser. */
import type { Server } from '../../api/calls.ts';
import { statusOf } from '../../live/server-status.ts';
import { ordered } from '../../ui/table-rows.ts';

export interface Bar {
  readonly server: Server;
  /** How long it is, 0 to 1: the longest is that of the busiest. */
  readonly share: number;
}

/** By the ids of the servers, in the order they are drawn in. */
export type Bars = ReadonlyMap<string, Bar>;

/**
 * The bars after `before`. Those that can't be seen stay as they are until they are, so that the browser has little to
 * draw, but not when the state of their server is another. `seen`: the ids of the others; undefined: all can be seen.
 */
export function barsOf(
  servers: readonly Server[],
  before: Bars,
  seen: ReadonlySet<string> | undefined,
): Bars {
  const most = Math.max(1, ...servers.map(({ load }) => load ?? 0));
  const bar = (server: Server): Bar => {
    const now = { server, share: (server.load ?? 0) / most };
    const kept = before.get(server.id);
    const stays = kept && seen?.has(server.id) === false && statusOf(kept.server) === statusOf(server);
    return stays ? kept : now;
  };
  return new Map(ordered(servers, ({ id }) => id, false).map((server) => [server.id, bar(server)]));
}
