import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../../cluster/ports.ts';
import type { StoreLog } from '../log.ts';
import type { Database, Dialect, Row, Statement, Value } from './database.ts';
import { createBreather } from './event-loop.ts';
import { watchOutage } from './outage.ts';
import { createBatch } from './sqlite-batch.ts';
import { type Connection, makeFile, openConnection } from './sqlite-connection.ts';
import { isBusy, letsGo, unavailable } from './sqlite-errors.ts';

const PATIENCE_MS = 2000;
const MIGRATION_PATIENCE_MS = 60_000;
/** How often is looked whether the file is still the one of that name: that costs 1 µs, a read 5. */
const LOOK_EVERY_MS = 100;

const dialect: Dialect = {
  name: 'sqlite',
  now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  withRow: (table, alias, condition) => `JOIN ${table} ${alias} ON ${condition}`,
  merged: (column, parameter) => `json_patch(${column}, ${parameter})`,
  items: (parameter) => `json_each(${parameter}) AS item`,
  among: (parameter) => `IN (SELECT value FROM json_each(${parameter}))`,
  amongThose: (select) => `IN (${select})`,
  locked: '',
  unlocked: '',
  tableNamed: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = $1",
};

export type All = (statement: Statement, ...values: Value[]) => readonly Row[];

export interface SqliteDatabase extends Database {
  /** Runs `work` between BEGIN IMMEDIATE and COMMIT. */
  transaction<T>(work: (all: All) => T): Promise<T>;
}

export interface SqliteFileOptions {
  /** Path of the file. A migration makes it, readable by its owner alone. */
  readonly file: string;
  /** Every commit outlasts a power cut, at an fsync each; default: kill -9 only. */
  readonly durable?: boolean;
  readonly log?: StoreLog;
}

/** A database in one file that several processes may share. It is opened when first needed. */
export function createSqliteDatabase(options: SqliteFileOptions): SqliteDatabase {
  const { file, durable = false, log } = options;
  let open: Connection | undefined;
  let lookedAt = 0;
  let closed = false;
  const breathe = createBreather();
  const outage = watchOutage('The embedded database', log);

  function connection(): Connection {
    if (closed) throw new StoreUnavailable('The embedded database is closed');
    const now = Date.now();
    if (open && now - lookedAt < LOOK_EVERY_MS && now >= lookedAt) return open;
    if (open?.isOther(statSync(file))) drop();
    open ??= openConnection(file, durable);
    lookedAt = now;
    return open;
  }

  function drop(): void {
    open?.close();
    open = undefined;
  }

  /** Tries again, without holding up the event loop, while another process writes. */
  async function patiently<T>(work: () => T, patienceMs = PATIENCE_MS): Promise<T> {
    const rest = breathe();
    if (rest) await rest;
    for (let giveUp = 0; ; ) {
      try {
        const result = work();
        outage.over();
        return result;
      } catch (error) {
        giveUp ||= Date.now() + patienceMs;
        if (!isBusy(error) || Date.now() > giveUp) throw failure(error);
      }
      await sleep(5 + Math.random() * 20);
    }
  }

  /** A file that was removed, replaced or damaged is let go of: whoever asks next opens it anew. */
  function failure(error: unknown): unknown {
    if (letsGo(error)) drop();
    const failed = unavailable(error, file);
    if (!closed) outage.seen(failed);
    return failed;
  }

  const transaction = createBatch((work) =>
    patiently(() => {
      const link = connection();
      return link.transaction(() => work((statement, ...values) => link.all(statement, values)));
    }),
  );

  return {
    dialect,
    all: (statement, ...values) =>
      statement.writes
        ? transaction((all) => all(statement, ...values))
        : patiently(() => connection().all(statement, values)),
    transaction,
    readOnly: outage.readOnly,
    together: (steps) =>
      transaction((all) => steps.map(({ statement, values }) => all(statement, ...values))),
    async exclusively(work) {
      const link = await patiently(() => {
        makeFile(file);
        return openConnection(file, durable);
      }, MIGRATION_PATIENCE_MS);
      try {
        await patiently(() => link.script('BEGIN IMMEDIATE'), MIGRATION_PATIENCE_MS);
        await work({
          all: async (statement, ...values) => link.all(statement, values),
          script: async (text) => link.script(text),
        });
        link.script('COMMIT');
      } catch (error) {
        throw failure(error);
      } finally {
        // What was not committed is undone by that.
        link.close();
      }
    },
    async close() {
      closed = true;
      drop();
    },
  };
}
