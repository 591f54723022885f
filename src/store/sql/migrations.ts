import { StoreUnavailable } from '../../cluster/ports.ts';
import { type Database, type Session, statement } from './database.ts';
import { number } from './rows.ts';

/** One step of a schema, in both dialects. */
export interface Migration {
  readonly name: string;
  readonly sqlite: string;
  readonly postgres: string;
}

/** Schemas of several areas may share a database; each counts its own steps. */
export interface Schema {
  readonly area: string;
  /**
   * In order. A released step is never changed, only followed by another, and only adds: processes of the
   * version before go on beside the new one during an update.
   */
  readonly steps: readonly Migration[];
}

const LEDGER = 'scalelite_migrations';

const versionOf = statement(
  'migrations_version',
  `SELECT coalesce(max(version), 0) AS version FROM ${LEDGER} WHERE area = $1`,
);
const note = statement('migrations_note', `INSERT INTO ${LEDGER} (area, version, name) VALUES ($1, $2, $3)`);

/** Brings the schema up to date, one process at a time. Throws a plain Error when it is newer than the program. */
export async function migrate(db: Database, { area, steps }: Schema): Promise<void> {
  await db.exclusively(async (session) => {
    if (!(await hasLedger(db, session))) {
      await session.script(
        `CREATE TABLE ${LEDGER} (area text, version integer, name text NOT NULL, PRIMARY KEY (area, version))`,
      );
    }
    // Looked at inside the transaction: another process may have been faster.
    const done = await versionIn(session, area);
    if (done > steps.length) throw newer(area, done, steps.length);
    for (const [index, step] of steps.slice(done).entries()) {
      await session.script(step[db.dialect.name]);
      await session.all(note, area, done + index + 1, step.name);
    }
  });
}

/**
 * Returns a check that the schema is there: throws StoreUnavailable while it is missing or behind, a plain
 * Error when it is newer than the program; but not when it became so since the check first passed, as
 * happens during an update.
 */
export function schemaCheck(db: Database, { area, steps }: Schema): () => Promise<void> {
  let passed = false;
  return async () => {
    const done = (await hasLedger(db, db)) ? await versionIn(db, area) : 0;
    if (done < steps.length) throw new StoreUnavailable(NOT_SET_UP);
    if (done > steps.length && !passed) throw newer(area, done, steps.length);
    passed = true;
  };
}

export const NOT_SET_UP = 'The database is not set up yet, or not up to date: run `bin/scalelite migrate`';

type Asked = Pick<Session, 'all'>;

async function hasLedger(db: Database, asked: Asked): Promise<boolean> {
  return (await asked.all(statement('migrations_ledger', db.dialect.tableNamed), LEDGER)).length > 0;
}

async function versionIn(asked: Asked, area: string): Promise<number> {
  const [row] = await asked.all(versionOf, area);
  return number(row?.['version']);
}

function newer(area: string, done: number, known: number): Error {
  return new Error(
    `The database was set up by a newer version of this program (${area}: step ${done}, this one knows ${known}): ` +
      'run that version, or go back to a backup from before the update',
  );
}
