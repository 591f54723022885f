import { HOUR_MS, PERIODS_KEPT_MS, SAMPLES_KEPT_MS } from '../../../audit/history.ts';
import { type Dialect, statement } from '../database.ts';

/** A record may still be on its way into an hour that is just over. */
const SETTLED_MS = 60_000;
/** What goes at most, beyond the oldest: see `drop` below. */
const DROPPED_HOURS = 2;

const hourOf = (time: string): string => `${time} / ${HOUR_MS}`;

/** Hours of samples, by the moment of their record, that no periods were made of yet. */
const openHours = (condition: string): string => `
  SELECT DISTINCT ${hourOf('at')} AS hour FROM history_rounds WHERE ${condition} AND NOT EXISTS (
    SELECT 1 FROM history_hours WHERE server_id = '' AND hour = ${hourOf('history_rounds.at')})
  ORDER BY hour`;

/**
 * Old rows go by age, but in one go only the oldest two hours of them: an hour is added an hour, so that it is
 * enough, and should the clock be set far ahead for a while, not all is lost.
 */
function drop(table: string, column: string, unit: number, keptMs: number, now: string) {
  return statement(
    `${table}_drop`,
    `DELETE FROM ${table} WHERE ${column} < (${now} - ${keptMs}) / ${unit}
     AND ${column} < (SELECT min(${column}) FROM ${table}) + ${(DROPPED_HOURS * HOUR_MS) / unit}`,
  );
}

export const historyStatements = ({ now, among }: Dialect) => ({
  record: statement(
    'history_record',
    `INSERT INTO history_rounds (at, samples) SELECT ${now}, CAST($1 AS text) WHERE NOT EXISTS (
       SELECT 1 FROM history_rounds WHERE at > ${now} - CAST($2 AS bigint) AND at <= ${now})
     RETURNING at`,
  ),
  change: statement(
    'history_change',
    `INSERT INTO history_changes (server_id, at, online) VALUES ($1, ${now} - CAST($2 AS bigint), $3)
     ON CONFLICT DO NOTHING`,
  ),
  condensable: statement(
    'history_condensable',
    openHours(
      `at >= ${now} - ${SAMPLES_KEPT_MS} AND at < (${now} - ${SETTLED_MS}) / ${HOUR_MS} * ${HOUR_MS}`,
    ),
  ),
  open: statement('history_open', openHours('at >= $1 AND at < $2')),
  condense: statement(
    'history_condense',
    `INSERT INTO history_hours (server_id, hour, periods) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING`,
  ),
  rounds: statement(
    'history_rounds',
    'SELECT at, samples FROM history_rounds WHERE at >= $1 AND at < $2 ORDER BY at',
  ),
  hoursOf: statement(
    'history_hours_of',
    `SELECT server_id, hour, periods FROM history_hours
     WHERE server_id = $1 AND hour >= $2 AND hour < $3 ORDER BY hour`,
  ),
  hours: statement(
    'history_hours',
    'SELECT server_id, hour, periods FROM history_hours WHERE hour >= $1 AND hour < $2 ORDER BY hour, server_id',
  ),
  bounds: statement('history_bounds', 'SELECT min(hour) AS first, max(hour) AS last FROM history_hours'),
  changes: statement(
    'history_changes_since',
    `SELECT server_id, at, online FROM history_changes WHERE at >= $1
     ORDER BY at DESC, server_id LIMIT $2`,
  ),
  offline: statement(
    'history_offline',
    `SELECT server_id, at FROM history_changes WHERE server_id ${among('$1')}
     AND online = $2 AND at = (
       SELECT max(last.at) FROM history_changes AS last WHERE last.server_id = history_changes.server_id)`,
  ),
  drops: [
    drop('history_rounds', 'at', 1, SAMPLES_KEPT_MS, now),
    drop('history_changes', 'at', 1, PERIODS_KEPT_MS, now),
    drop('history_hours', 'hour', HOUR_MS, PERIODS_KEPT_MS, now),
  ],
});
