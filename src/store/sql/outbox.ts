import type { EventFilter, OutboxStore } from '../../callbacks/ports.ts';
import { type Database, type Row, type Statement, statement, step } from './database.ts';
import { claimEvents } from './outbox-claim.ts';
import { eventOf, LISTED_COLUMNS, listedOf } from './outbox-rows.ts';
import { statements } from './outbox-statements.ts';
import { number, text } from './rows.ts';

/** Rows changed at once, so that no other writer waits long. */
const CHUNK = 500;

/** The tables `outbox_…` of a database. */
export function sqlOutbox(db: Database): OutboxStore {
  const sql = statements(db.dialect, CHUNK);

  const some = async (...args: Parameters<Database['all']>): Promise<boolean> =>
    (await db.all(...args)).length > 0;

  async function inPieces(...args: Parameters<Database['all']>): Promise<number> {
    let total = 0;
    for (let done = CHUNK; done === CHUNK; total += done) done = (await db.all(...args)).length;
    return total;
  }

  return {
    async add(events, claim) {
      const held = [claim?.holder ?? null, claim?.leaseMs ?? 0];
      const steps = events.map(({ id, kind, receiver, subject, payload }) =>
        step(sql.add, id, kind, receiver, payload, ...held, subject),
      );
      // One alone needs no transaction around it, three more trips to a PostgreSQL.
      const [first, ...more] = steps;
      if (more.length > 0) await db.together(steps);
      else if (first) await db.all(first.statement, ...first.values);
    },
    claim: (request) => claimEvents(db, sql, request),
    async renew(ids, { holder, leaseMs }) {
      await db.all(sql.renew, ids, holder, leaseMs);
    },
    delivered: (id, holder) => some(sql.delivered, id, holder),
    postpone: (id, holder, delayMs, trouble) => some(sql.postpone, id, holder, Math.round(delayMs), trouble),
    giveUp: (id, holder, trouble) => some(sql.giveUp, id, holder, trouble),
    async receiverFailed(receiver) {
      const [row] = await db.all(sql.receiverFailed, receiver);
      return number(row?.['failures']);
    },
    async openCircuit(receiver, ms) {
      await db.all(sql.openCircuit, receiver, Math.round(ms));
    },
    async receiverAnswers(receiver, ms) {
      await db.all(sql.closeCircuit, receiver);
      await inPieces(sql.bringForward, receiver, Math.round(ms));
    },
    list: async (filter, { limit, before }) =>
      (await db.all(...listing(filter, limit, before))).map(listedOf),
    async find(id) {
      const [row] = await db.all(sql.find, id);
      return row && eventOf(row);
    },
    async count() {
      const counts = { waiting: 0, delivered: 0, failed: 0 };
      for (const row of await db.all(sql.count)) Object.assign(counts, countOf(row));
      return counts;
    },
    async backlog() {
      const [row = {}] = await db.all(sql.backlog);
      const { oldest = null, circuits } = row;
      return { oldestMs: oldest === null ? undefined : number(oldest), openCircuits: number(circuits) };
    },
    async retry(id) {
      const [row] = await db.all(sql.retry, id);
      if (row) await db.all(sql.admit, text(row['receiver']));
      return row !== undefined;
    },
    async retryFailed({ kind = null, receiver = null }) {
      const count = await inPieces(sql.retryFailed, kind, receiver);
      if (count > 0) await db.all(sql.admit, receiver);
      return count;
    },
    drop: (id) => some(sql.drop, id),
    async dropFor(receiver) {
      await inPieces(sql.dropFor, receiver);
    },
    async sweep({ deliveredMs, longer, failedMs, mostFailed }) {
      await inPieces(sql.sweepDelivered, deliveredMs, longer.kind, longer.ms);
      await inPieces(sql.sweepFailed, failedMs);
      await inPieces(sql.sweepSurplus, mostFailed);
      await db.all(sql.sweepCircuits, deliveredMs);
    },
  };
}

function countOf(row: Row): Record<string, number> {
  return { [text(row['state'])]: number(row['count']) };
}

/** A statement for each set of conditions, so that each uses its index. */
function listing(
  { state, kind, receiver }: EventFilter,
  limit: number,
  before: string | undefined,
): [Statement, ...(string | number)[]] {
  const given = Object.entries({ state, kind, receiver }).filter(([, value]) => value !== undefined);
  const conditions = given.map(([column], index) => `${column} = $${index + 2}`);
  const values = given.map(([, value]) => value ?? '');
  if (before !== undefined) {
    values.push(before);
    const last = `(SELECT position FROM outbox_events WHERE id = $${values.length + 1})`;
    conditions.push(`position < ${last}`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const name = ['outbox_list', ...given.map(([column]) => column), before === undefined ? '' : 'on'].join(
    '_',
  );
  return [
    statement(name, `SELECT ${LISTED_COLUMNS} FROM outbox_events ${where} ORDER BY position DESC LIMIT $1`),
    limit,
    ...values,
  ];
}
