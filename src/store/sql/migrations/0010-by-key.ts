import type { Migration } from '../migrations.ts';
import { PLACEMENT } from './0001-cluster-place.ts';
import { LIMITED_JOIN } from './0004-use.ts';
import { JOIN_ALL } from './0006-many-at-once.ts';

/**
 * The server of each meeting is found by its key alone, as the meeting is, and so are those that joins count on. Planned
 * while there were few servers, the first read half of them for each meeting, and the second all of them for each go.
 */
export const byKey: Migration = {
  name: 'meetings and their servers by their keys',
  sqlite: '',
  postgres: JOIN_ALL + LIMITED_JOIN + PLACEMENT,
};
