import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientBase, type ClientConfig, Pool, types } from 'pg';
import type { StoreLog } from '../log.ts';
import type { Database, Dialect, Row, Statement, Step, Value } from './database.ts';
import { watchOutage } from './outage.ts';
import { isCrowded, isEnded, isLost, isUndone, unavailable } from './postgres-errors.ts';
import { decodeText, encode } from './postgres-text.ts';

export interface PostgresOptions {
  /** As pg reads it: also `postgres://%2Frun%2Fpostgresql/name`, `?sslmode=…`. */
  readonly url: string;
  /** A commit is answered once it outlasts a crash of the server; default: a crash may cost the last half second. */
  readonly durable?: boolean;
  /**
   * Every execution is planned for its own values: for statements whose best plan depends on them. Default:
   * PostgreSQL plans some once for all.
   */
  readonly planAlways?: boolean;
  /**
   * Rows are found by an index wherever there is one: for statements that ask for few of them. PostgreSQL keeps the
   * plans it makes while a table is empty, when reading all of it is the shortest way.
   */
  readonly byIndex?: boolean;
  /** Connections at most; default 10. */
  readonly poolSize?: number;
  /** How long a connection may take to be had, and a query to be answered; default 2000 ms. */
  readonly queryTimeoutMs?: number;
  readonly log?: StoreLog;
}

const MIGRATION_TIMEOUT_MS = 300_000;
/** The server gives up first, so that the connection stays good. */
const SERVER_GIVES_UP_EARLIER_MS = 250;
const CROWDED_RETRY_MS = 20;

const dialect: Dialect = {
  name: 'postgres',
  // Stable within a statement, so that the indexes on times are used.
  now: "CAST(date_part('epoch', statement_timestamp()) * 1000 AS bigint)",
  merged: (column, parameter) =>
    `CAST(jsonb_strip_nulls(CAST(${column} AS jsonb) || CAST(${parameter} AS jsonb)) AS text)`,
  items: (parameter) => `unnest(CAST(${parameter} AS text[])) AS item (value)`,
  // Not IN, which is a join: planned while the table is empty, it reads all of it once there is much.
  among: (parameter) => `= ANY (CAST(${parameter} AS text[]))`,
  // By its index: OFFSET 0 keeps the planner from a join, for which it may read all rows.
  withRow: (table, alias, condition) =>
    `CROSS JOIN LATERAL (SELECT * FROM ${table} ${alias} WHERE ${condition} OFFSET 0) AS ${alias}`,
  amongThose: (select) => `= ANY (ARRAY(${select}))`,
  locked: 'FOR UPDATE',
  unlocked: 'FOR UPDATE SKIP LOCKED',
  tableNamed: 'SELECT relname FROM pg_class WHERE oid = to_regclass($1)',
};

/** For our own connections only: the parsers of `pg.types` are the whole program's. */
const parsers = new Map<number, (text: string) => unknown>([
  [types.builtins.INT8, Number],
  [types.builtins.TEXT, decodeText],
  [types.builtins.VARCHAR, decodeText],
]);

/** Throws a plain Error when the URL is none of PostgreSQL's. Connects when first needed, and again after a loss. */
export function createPostgresDatabase(options: PostgresOptions): Database {
  const { url, poolSize = 10, queryTimeoutMs = 2000 } = options;
  const settings = connectionSettings(url, queryTimeoutMs);
  const pool = new Pool({
    ...settings,
    max: poolSize,
    query_timeout: queryTimeoutMs,
    idleTimeoutMillis: 60_000,
    onConnect: (client) =>
      prepareSession(client, options, Math.max(queryTimeoutMs - SERVER_GIVES_UP_EARLIER_MS, 1)),
  });
  // An idle connection was lost: the pool has dropped it, and the next one to ask gets another.
  pool.on('error', () => {});
  let ended: Promise<void> | undefined;

  const outage = watchOutage('PostgreSQL', options.log);

  /** Tries again while PostgreSQL gives no connection more: one of those that the pool has is free soon. */
  async function crowded<T>(work: () => Promise<T>): Promise<T> {
    for (const until = Date.now() + queryTimeoutMs; ; ) {
      try {
        return await work();
      } catch (error) {
        if (!isCrowded(error) || Date.now() > until) throw error;
      }
      await sleep(CROWDED_RETRY_MS * (1 + Math.random()));
    }
  }

  /** Once more when nothing was done, or may be done again; idle connections that had died may be all there are. */
  async function run<T>(once: boolean, work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await crowded(work);
      } catch (error) {
        if (!isUndone(error) && (once || !isLost(error))) throw error;
        if (tries > (isEnded(error) ? poolSize : 1)) throw error;
      }
    }
  }

  async function watched<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      outage.over();
      return result;
    } catch (error) {
      const failure = unavailable(error);
      if (!ended) outage.seen(failure);
      throw failure;
    }
  }

  async function transaction(steps: readonly Step[]): Promise<(readonly Row[])[]> {
    const client = await pool.connect();
    // Lost between two queries it would end the process: the pool listens only while it has the connection.
    const ignore = (): void => {};
    client.on('error', ignore);
    try {
      await client.query('BEGIN');
      const results: (readonly Row[])[] = [];
      for (const { statement, values } of steps)
        results.push((await client.query<Row>(query(statement, values))).rows);
      await client.query('COMMIT');
      client.release();
      return results;
    } catch (error) {
      // The connection is given up with whatever it had not committed.
      client.release(true);
      throw error;
    } finally {
      client.off('error', ignore);
    }
  }

  return {
    dialect,
    all: (statement, ...values) =>
      watched(run(statement.once, async () => (await pool.query<Row>(query(statement, values))).rows)),
    together: (steps) =>
      watched(
        run(
          steps.some(({ statement }) => statement.once),
          () => transaction(steps),
        ),
      ),
    exclusively: (work) =>
      withClient({ ...settings, query_timeout: MIGRATION_TIMEOUT_MS }, async (client) => {
        const tell = (text: string, values: Value[] = []) =>
          guarded(client.query<Row>(text, values.map(encode)));
        await tell('BEGIN');
        await tell("SELECT pg_advisory_xact_lock(hashtextextended('scalelite_migrations', 0))");
        await work({
          all: async (statement, ...values) => (await tell(statement.text, values)).rows,
          script: async (text) => void (await guarded(client.query(text))),
        });
        await tell('COMMIT');
      }),
    readOnly: outage.readOnly,
    close() {
      ended ??= pool.end();
      return ended;
    },
  };
}

function query({ name, text }: Statement, values: readonly Value[]) {
  return { name, text, values: values.map(encode) };
}

function connectionSettings(url: string, connectionTimeoutMillis: number): ClientConfig {
  const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? types.getTypeParser(oid, format);
  const settings = {
    connectionString: url,
    connectionTimeoutMillis,
    application_name: 'scalelite',
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    types: { getTypeParser },
  };
  try {
    if (!/^(postgres|postgresql|socket):|^\//.test(url)) throw new TypeError('no URL of PostgreSQL');
    // Reads the URL and connects nowhere.
    new Client(settings);
    return settings;
  } catch {
    // The cause would show the URL with its password.
    throw new Error(
      'DATABASE_URL is not the URL of a PostgreSQL database (postgres://user:password@host/name)',
    );
  }
}

/** In the session instead of the start-up packet, which poolers like PgBouncer refuse settings in. */
async function prepareSession(
  client: ClientBase,
  { durable = false, planAlways = false, byIndex = false }: PostgresOptions,
  statementTimeoutMs: number,
): Promise<void> {
  const planning = planAlways ? setting('plan_cache_mode', 'force_custom_plan') : '';
  // What has no index costs more than it is worth to PostgreSQL's eyes then, and would be compiled first.
  const finding = byIndex ? setting('enable_seqscan', 'off') + setting('jit', 'off') : '';
  await client.query(
    `SET synchronous_commit = ${durable ? 'on' : 'off'}; SET default_transaction_isolation = 'read committed';
     SET statement_timeout = ${statementTimeoutMs}; ${planning} ${finding}`,
  );
}

/** Sets what older versions of PostgreSQL may not know. */
function setting(name: string, value: string): string {
  return `SELECT set_config(name, '${value}', false) FROM pg_settings WHERE name = '${name}';`;
}

async function withClient(settings: ClientConfig, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client(settings);
  client.on('error', () => {});
  try {
    await guarded(client.connect());
    await work(client);
  } finally {
    // What was not committed is undone by that.
    await client.end().catch(() => {});
  }
}

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw unavailable(error);
  }
}
