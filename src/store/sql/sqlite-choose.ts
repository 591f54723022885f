import { choose, type PlacementRequest } from '../../cluster/placement.ts';
import type { PlaceRequest } from '../../cluster/ports.ts';
import type { HomeServer, Server } from '../../cluster/server.ts';
import type { TagRequest } from '../../cluster/tags.ts';
import { type Dialect, type Row, statement } from './database.ts';
import { HOME_COLUMNS, homeOf, optionalNumber, text } from './rows.ts';
import type { All } from './sqlite-database.ts';

const COUNTED = "state = 'enabled' AND load IS NOT NULL";
const AVAILABLE = `${COUNTED}
   AND (max_meetings IS NULL OR meetings + placed < max_meetings)
   AND (max_users IS NULL OR users + joined < max_users)`;

/** Counts a join on a server that is enabled and online. */
export const countJoin = statement(
  'servers_count_join',
  `UPDATE cluster_servers SET load = load + load_multiplier, joined = joined + 1 WHERE id = $1 AND ${COUNTED}`,
);

/** Counts a new meeting and the users it is to have ($2). */
export const countMeeting = statement(
  'servers_count_meeting',
  `UPDATE cluster_servers SET load = load + $2 * load_multiplier, placed = placed + 1
   WHERE id = $1 AND ${COUNTED}`,
);

/** Takes a meeting of a size ($2) off the load of a server that has one. */
export const giveLoadBack = statement(
  'servers_give_load_back',
  `UPDATE cluster_servers SET load = max(0, load - $2 * load_multiplier), placed = max(0, placed - 1)
   WHERE id = $1 AND load IS NOT NULL`,
);

const anyAvailable = statement('place_any', `SELECT id FROM cluster_servers WHERE ${AVAILABLE} LIMIT 1`);

/** The index on the available servers of a tag leads straight to it, however many there are. */
const lowestText = (also = ''): string =>
  `SELECT ${HOME_COLUMNS()}, load FROM cluster_servers
   WHERE ${AVAILABLE} AND spare = $2 AND tag = $1${also} ORDER BY load, id LIMIT 1`;

const lowest = statement('place_lowest', lowestText());
/** A table made of JSON costs as much as all else in it. */
const lowestOfOthers = statement(
  'place_lowest_of_others',
  lowestText(' AND id NOT IN (SELECT value FROM json_each($3))'),
);

/** A server, as far as choosing and calling it goes. */
type Candidate = HomeServer & Pick<Server, 'load'>;

/** The server that a new meeting goes to; to be called inside a transaction. */
export function chooser({ now }: Dialect): (all: All, request: PlaceRequest) => Candidate | undefined {
  const suspects = statement(
    'place_suspects',
    `SELECT server_id FROM cluster_suspects WHERE suspect_until > ${now}`,
  );
  return (all, { tag, exclude }) => {
    const suspected = all(suspects).map((row) => text(row['server_id']));
    const best = (tags: TagRequest['tags']) => {
      const ofKind = (spare: boolean) => {
        const clear = bestOf(all, tags, [...exclude, ...suspected], spare);
        return clear ?? (suspected.length > 0 ? bestOf(all, tags, exclude, spare) : undefined);
      };
      return ofKind(false) ?? ofKind(true);
    };
    return best(tag.tags) ?? (tag.required ? undefined : best([undefined]));
  };
}

/** No server is available at all. */
export function isPoolEmpty(all: All): boolean {
  return all(anyAvailable).length === 0;
}

function bestOf(
  all: All,
  tags: TagRequest['tags'],
  passedOver: readonly string[],
  spare: boolean,
): Candidate | undefined {
  const lowestWith = (tag = '') =>
    passedOver.length === 0 ? all(lowest, tag, spare) : all(lowestOfOthers, tag, spare, passedOver);
  const candidates = tags.flatMap((tag) => lowestWith(tag)).map(candidateOf);
  return candidates.length > 1 ? choose(candidates, anyOf(tags)) : candidates[0];
}

function candidateOf(row: Row): Candidate {
  return { ...homeOf(row), load: optionalNumber(row['load']) };
}

function anyOf(tags: TagRequest['tags']): PlacementRequest {
  return { tag: { tags, required: true, text: '' }, exclude: new Set(), suspects: new Set() };
}
