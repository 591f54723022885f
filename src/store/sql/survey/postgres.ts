import { createFindings, type Findings, type Survey } from '../../../cluster/survey.ts';
import { type Database, statement } from '../database.ts';
import type { Schema } from '../migrations.ts';
import { createPostgresDatabase } from '../postgres-database.ts';
import { text } from '../rows.ts';
import { surveyCallbacks } from './callbacks.ts';
import { surveyRecordings } from './recordings.ts';
import { ownTables, RAILS_OWN, RAILS_TABLES, RAILS_VERSIONS } from './tables.ts';

/** Counting a million rows takes a while. */
const PATIENCE_MS = 120_000;

const columns = statement(
  'survey_columns',
  `SELECT table_name::text AS table, column_name::text AS column
   FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2`,
);
const versions = statement('survey_versions', 'SELECT version::text AS version FROM schema_migrations');

/** By name, the names of their columns. */
type Tables = ReadonlyMap<string, ReadonlySet<string>>;

export interface PostgresSurveyOptions {
  readonly url: string;
  /** Of our own, beside the cluster state's: their tables are known. */
  readonly schemas: readonly Schema[];
}

/**
 * What the database holds, read without writing anything, and what of it is not understood. Throws
 * StoreUnavailable, or an Error on a DATABASE_URL that can't be read.
 */
export async function surveyPostgres({ url, schemas }: PostgresSurveyOptions): Promise<Survey> {
  const db = createPostgresDatabase({ url, poolSize: 1, queryTimeoutMs: PATIENCE_MS });
  try {
    const findings = createFindings();
    const tables = await readTables(db);
    const whole = judgeTables(tables, ownTables(schemas), findings);
    if (tables.has('schema_migrations')) await surveyVersions(db, findings);
    if (whole.has('recordings')) await surveyRecordings(db, whole, findings);
    if (whole.has('callback_data')) await surveyCallbacks(db, whole, findings);
    return findings.survey('PostgreSQL');
  } finally {
    await db.close();
  }
}

async function readTables(db: Database): Promise<Tables> {
  const tables = new Map<string, Set<string>>();
  for (const row of await db.all(columns)) {
    const name = text(row['table']);
    const known = tables.get(name) ?? new Set();
    tables.set(name, known.add(text(row['column'])));
  }
  return tables;
}

/** The tables of the Ruby system that have all their columns, and can be read. */
function judgeTables(tables: Tables, own: ReadonlySet<string>, { count, remark }: Findings): Set<string> {
  const whole = new Set<string>();
  for (const [name, wanted] of Object.entries(RAILS_TABLES)) {
    const has = tables.get(name);
    if (!has) {
      remark('legacy', 'tables that are not there: `scalelite migrate` makes them', name);
      continue;
    }
    const missing = wanted.filter((column) => !has.has(column));
    for (const column of missing)
      remark(
        'strange',
        'columns that are missing: bring the Ruby system up to its last version first',
        `${name}.${column}`,
      );
    for (const column of has)
      if (!wanted.includes(column)) remark('strange', 'columns that are not known', `${name}.${column}`);
    if (missing.length === 0) whole.add(name);
  }
  for (const name of tables.keys()) {
    if (own.has(name)) count("tables of this program's own");
    else if (!(name in RAILS_TABLES) && !RAILS_OWN.includes(name))
      remark('strange', 'tables that are not known', name);
  }
  return whole;
}

async function surveyVersions(db: Database, { remark }: Findings): Promise<void> {
  const done = new Set((await db.all(versions)).map((row) => text(row['version'])));
  for (const version of done)
    if (!RAILS_VERSIONS.includes(version))
      remark('strange', 'migrations of Rails that are not known', version);
  for (const version of RAILS_VERSIONS)
    if (!done.has(version)) remark('legacy', 'migrations of Rails that were not run', version);
}
