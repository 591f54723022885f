import { type Dialect, onceOnly, statement } from './database.ts';
import { EVENT_COLUMNS } from './outbox-rows.ts';

/** What ends a held event's time with its holder. */
const FREED = 'holder = NULL';
const HELD = "id = $1 AND holder = $2 AND state = 'waiting'";
const ANEW = `state = 'waiting', ${FREED}, attempts = 0, finished_at = NULL, trouble = NULL`;

/**
 * Receivers with something due, by hops over the index from one to the next: it costs a look for each receiver,
 * however many events wait.
 */
const receivers = (now: string) => `
SELECT name, failures, due_at FROM (
  WITH RECURSIVE receivers (name) AS (
    SELECT min(receiver) FROM outbox_events WHERE state = 'waiting'
    UNION ALL
    SELECT (SELECT min(e.receiver) FROM outbox_events e WHERE e.state = 'waiting' AND e.receiver > r.name)
    FROM receivers r WHERE r.name IS NOT NULL)
  SELECT r.name AS name, coalesce(c.failures, 0) AS failures,
    (SELECT min(e.due_at) FROM outbox_events e WHERE e.state = 'waiting' AND e.receiver = r.name) AS due_at
  FROM receivers r LEFT JOIN outbox_circuits c ON c.receiver = r.name
  WHERE r.name IS NOT NULL AND coalesce(c.open_until, 0) <= ${now}) AS found
WHERE due_at <= ${now} ORDER BY due_at LIMIT $1`;

/** The statements of the outbox; those that may change many rows change `chunk` at once. */
export const statements = ({ now, among, amongThose, locked, unlocked }: Dialect, chunk: number) => {
  /** Of an update or delete: the rows of a condition, as many as go at once. */
  const some = (condition: string) =>
    `position ${amongThose(
      `SELECT position FROM outbox_events WHERE ${condition} ORDER BY position LIMIT ${chunk} ${unlocked}`,
    )}`;
  return {
    add: statement(
      'outbox_add',
      `INSERT INTO outbox_events (id, kind, receiver, payload, holder, attempts, created_at, begun_at, due_at, subject)
       VALUES ($1, $2, $3, $4, $5, CASE WHEN CAST($5 AS text) IS NULL THEN 0 ELSE 1 END,
         ${now}, ${now}, ${now} + $6, $7)
       ON CONFLICT (id) DO NOTHING`,
    ),
    receivers: statement('outbox_receivers', receivers(now)),
    /** Once only: an event taken twice by one claim would wait for the end of its lease. */
    claim: onceOnly(
      'outbox_claim',
      `UPDATE outbox_events SET holder = $2, due_at = ${now} + $3, attempts = attempts + 1
       WHERE position ${amongThose(
         `SELECT position FROM outbox_events
          WHERE state = 'waiting' AND receiver = $1 AND due_at <= ${now}
            AND kind ${among('$5')}
          ORDER BY due_at, position
          LIMIT (
            SELECT CASE WHEN count(*) >= $4 THEN 0 WHEN $4 - count(*) < $6 THEN $4 - count(*) ELSE $6 END
            FROM outbox_events WHERE receiver = $1 AND holder IS NOT NULL AND due_at > ${now}) ${unlocked}`,
       )}
       RETURNING ${EVENT_COLUMNS}, position, ${now} - begun_at AS age`,
    ),
    renew: statement(
      'outbox_renew',
      `UPDATE outbox_events SET due_at = ${now} + $3 WHERE position ${amongThose(
        `SELECT position FROM outbox_events
         WHERE id ${among('$1')} AND holder = $2 AND state = 'waiting'
         ORDER BY position ${locked}`,
      )}`,
    ),
    delivered: statement(
      'outbox_delivered',
      `UPDATE outbox_events SET state = 'delivered', ${FREED}, payload = '', finished_at = ${now}, trouble = NULL
       WHERE ${HELD} RETURNING id`,
    ),
    postpone: statement(
      'outbox_postpone',
      `UPDATE outbox_events SET ${FREED}, due_at = ${now} + $3, trouble = $4 WHERE ${HELD} RETURNING id`,
    ),
    giveUp: statement(
      'outbox_give_up',
      `UPDATE outbox_events SET state = 'failed', ${FREED}, finished_at = ${now}, trouble = $3
       WHERE ${HELD} RETURNING id`,
    ),
    receiverFailed: statement(
      'outbox_receiver_failed',
      `INSERT INTO outbox_circuits (receiver, failures, open_until, changed_at) VALUES ($1, 1, 0, ${now})
       ON CONFLICT (receiver) DO UPDATE
       SET failures = outbox_circuits.failures + 1, changed_at = excluded.changed_at RETURNING failures`,
    ),
    openCircuit: statement(
      'outbox_open_circuit',
      `UPDATE outbox_circuits SET open_until = ${now} + $2 WHERE receiver = $1`,
    ),
    admit: statement(
      'outbox_admit',
      'UPDATE outbox_circuits SET open_until = 0 WHERE receiver = coalesce($1, receiver)',
    ),
    closeCircuit: statement('outbox_close_circuit', 'DELETE FROM outbox_circuits WHERE receiver = $1'),
    bringForward: statement(
      'outbox_bring_forward',
      `UPDATE outbox_events SET due_at = ${now} + $2 WHERE ${some(
        `state = 'waiting' AND receiver = $1 AND holder IS NULL AND due_at > ${now} + $2`,
      )} RETURNING id`,
    ),
    find: statement('outbox_find', `SELECT ${EVENT_COLUMNS} FROM outbox_events WHERE id = $1`),
    count: statement('outbox_count', 'SELECT state, count(*) AS count FROM outbox_events GROUP BY state'),
    backlog: statement(
      'outbox_backlog',
      `SELECT (SELECT ${now} - min(begun_at) FROM outbox_events WHERE state = 'waiting') AS oldest,
         (SELECT count(*) FROM outbox_circuits WHERE open_until > ${now}) AS circuits`,
    ),
    retry: statement(
      'outbox_retry',
      `UPDATE outbox_events SET ${ANEW}, due_at = ${now}, begun_at = ${now}
       WHERE id = $1 AND state <> 'delivered' RETURNING receiver`,
    ),
    retryFailed: statement(
      'outbox_retry_failed',
      `UPDATE outbox_events SET ${ANEW}, due_at = ${now}, begun_at = ${now} WHERE ${some(
        "state = 'failed' AND kind = coalesce($1, kind) AND receiver = coalesce($2, receiver)",
      )} RETURNING id`,
    ),
    drop: statement('outbox_drop', 'DELETE FROM outbox_events WHERE id = $1 RETURNING id'),
    dropFor: statement(
      'outbox_drop_for',
      `DELETE FROM outbox_events WHERE ${some("state = 'waiting' AND receiver = $1 AND holder IS NULL")} RETURNING id`,
    ),
    sweepDelivered: statement(
      'outbox_sweep_delivered',
      `DELETE FROM outbox_events WHERE ${some(
        `state = 'delivered' AND finished_at < ${now} - $1 AND (kind <> $2 OR finished_at < ${now} - $3)`,
      )} RETURNING id`,
    ),
    sweepFailed: statement(
      'outbox_sweep_failed',
      `DELETE FROM outbox_events WHERE ${some(`state = 'failed' AND finished_at < ${now} - $1`)} RETURNING id`,
    ),
    sweepSurplus: statement(
      'outbox_sweep_surplus',
      `DELETE FROM outbox_events WHERE ${some(
        `state = 'failed' AND finished_at < (SELECT min(kept.finished_at) FROM (
           SELECT finished_at FROM outbox_events WHERE state = 'failed' AND finished_at IS NOT NULL
           ORDER BY finished_at DESC LIMIT $1) AS kept)`,
      )} RETURNING id`,
    ),
    sweepCircuits: statement(
      'outbox_sweep_circuits',
      `DELETE FROM outbox_circuits WHERE changed_at < ${now} - $1 AND NOT EXISTS (
         SELECT 1 FROM outbox_events e WHERE e.state = 'waiting' AND e.receiver = outbox_circuits.receiver)`,
    ),
  };
};
