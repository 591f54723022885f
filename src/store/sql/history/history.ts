import { HOUR_MS, merged, PERIOD_MS, type Period, POOL } from '../../../audit/history.ts';
import type { HistoryQuery, HistoryStore } from '../../../audit/history-store.ts';
import { type Database, type Row, step } from '../database.ts';
import { number, text } from '../rows.ts';
import { packPeriods, packSamples, unpackPeriods, unpackSamples } from './packing.ts';
import { historyStatements } from './statements.ts';

/** Periods of all servers are read so many hours at once: 12,000 of them with 500 servers. */
const HOURS_AT_ONCE = 2;
/** Servers whose hour is written in one transaction. */
const SERVERS_AT_ONCE = 100;
/** How much later than it was taken a sample may have been recorded. */
const LATE_MS = 10 * 60_000;

/**
 * The load history: one row for each record of a poller, holding the samples of all its servers, and when the
 * hour is over one row for each server with its twelve periods. So a round is one insert, and what is asked for
 * most, one server over days, is a few rows of one key. A row for each sample would be 720,000 rows a day with
 * 500 servers, at 60 to 110 bytes; a row for each server and period that samples are appended to, 500 updates a
 * round, whose old versions PostgreSQL would have to clear away.
 *
 * Measured with 500 busy servers polled every minute: a record takes 2 ms on SQLite and 5 ms on PostgreSQL, its
 * fsync included; an hour is condensed in 0.3 to 0.4 s, most of it between small transactions. A day of samples
 * takes 21 MB, 30 days of periods 200 MB, which is less than half a megabyte a server.
 */
export function sqlHistory(db: Database): HistoryStore {
  const sql = historyStatements(db.dialect);

  async function roundsOf(from: number, to: number, serverId: string | undefined): Promise<Period[]> {
    const rows = await db.all(sql.rounds, from, to);
    return rows.flatMap((row) => unpackSamples(row['samples'], number(row['at']), serverId));
  }

  async function condenseHour(hour: number): Promise<void> {
    const samples = await roundsOf(hour * HOUR_MS, (hour + 1) * HOUR_MS, undefined);
    const servers = [...Map.groupBy(samples, ({ serverId }) => serverId)].sort(poolLast);
    for (let begin = 0; begin < servers.length; begin += SERVERS_AT_ONCE) {
      const some = servers.slice(begin, begin + SERVERS_AT_ONCE);
      await db.together(
        some.map(([id, of]) => step(sql.condense, id, hour, packPeriods(merged(of, PERIOD_MS), hour))),
      );
    }
  }

  /** Of each hour whose samples were asked for or not condensed yet. */
  async function* samplesIn({ from, to, serverId }: HistoryQuery): AsyncIterable<Period[]> {
    for (let begin = from; begin < to + LATE_MS; begin += HOUR_MS) {
      yield await roundsOf(begin, Math.min(begin + HOUR_MS, to + LATE_MS), serverId);
    }
  }

  async function* openHours({ from, to, serverId }: HistoryQuery): AsyncIterable<Period[]> {
    for (const row of await db.all(sql.open, from, to + LATE_MS)) {
      const hour = number(row['hour']);
      const samples = await roundsOf(hour * HOUR_MS, (hour + 1) * HOUR_MS, serverId);
      const servers = Map.groupBy(samples, (sample) => sample.serverId);
      yield [...servers.values()].flatMap((of) => merged(of, PERIOD_MS));
    }
  }

  async function* condensedHours({ from, to, serverId }: HistoryQuery): AsyncIterable<Period[]> {
    const [first, end] = [Math.floor(from / HOUR_MS), Math.floor((to + LATE_MS) / HOUR_MS) + 1];
    if (serverId !== undefined) yield periodsOf(await db.all(sql.hoursOf, serverId, first, end));
    else {
      const [bounds] = await db.all(sql.bounds);
      const from = Math.max(first, Number(bounds?.['first'] ?? end));
      const to = Math.min(end, Number(bounds?.['last'] ?? 0) + 1);
      for (let begin = from; begin < to; begin += HOURS_AT_ONCE)
        yield periodsOf(await db.all(sql.hours, begin, Math.min(begin + HOURS_AT_ONCE, to)));
    }
  }

  return {
    async record({ samples, changes }, { now, unlessWithinMs = 0 }) {
      const written = step(sql.record, packSamples(samples, now), Math.round(unlessWithinMs));
      const age = (at: number): number => Math.round(now - at);
      const noted = changes.map(({ serverId, at, online }) => step(sql.change, serverId, age(at), online));
      const [rows] = await db.together([written, ...noted]);
      return rows !== undefined && rows.length > 0;
    },
    async condense() {
      const hours = (await db.all(sql.condensable)).map((row) => number(row['hour']));
      for (const hour of hours) await condenseHour(hour);
      for (const drop of sql.drops) await db.all(drop);
    },
    async *read(query) {
      const isAsked = ({ at }: Period): boolean => at >= query.from && at < query.to;
      if (query.resolution === 'poll') {
        for await (const samples of samplesIn(query)) yield samples.filter(isAsked);
        return;
      }
      for await (const periods of condensedHours(query)) yield periods.filter(isAsked);
      for await (const periods of openHours(query)) yield periods.filter(isAsked);
    },
    async changes(since, most) {
      const rows = await db.all(sql.changes, Math.round(since), most);
      return rows.map((row) => ({
        serverId: text(row['server_id']),
        at: number(row['at']),
        online: Boolean(row['online']),
      }));
    },
    async offlineSince(serverIds) {
      const rows = await db.all(sql.offline, serverIds, false);
      return new Map(rows.map((row) => [text(row['server_id']), number(row['at'])]));
    },
  };
}

/** The pool's row says that the hour is done, so it is written last; the others in one order, in which no two writers wait for each other. */
function poolLast([one]: [string, unknown], [other]: [string, unknown]): number {
  if (one === POOL || other === POOL) return Number(one === POOL) - Number(other === POOL);
  return one < other ? -1 : 1;
}

function periodsOf(rows: readonly Row[]): Period[] {
  return rows.flatMap((row) => unpackPeriods(row['periods'], text(row['server_id']), number(row['hour'])));
}
