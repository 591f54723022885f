/**
 * The little that the stores need of a database, so that their statements are written once for SQLite
 * and PostgreSQL. What differs is in each one's `Dialect`; what needs several statements in one
 * transaction has a file per database.
 */

/** A list goes in as one parameter, read in the statement through `Dialect.items`. */
export type Value = string | number | boolean | null | readonly string[];

export type Row = Readonly<Record<string, unknown>>;

/** One statement of SQL with parameters `$1`, `$2` …, kept prepared under its name. */
export interface Statement {
  /** Unique within the program. */
  readonly name: string;
  readonly text: string;
  readonly writes: boolean;
  /** Must not be sent again when it is unknown whether it was carried out. */
  readonly once: boolean;
}

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Milliseconds since 1970 by the database's clock. */
  readonly now: string;
  /** The items of a list parameter, as a table `item` with the column `value`. */
  readonly items: (parameter: string) => string;
  /** What makes a condition of a column: that it is among the items of a list parameter. */
  readonly among: (parameter: string) => string;
  /** The same of what a select finds. */
  readonly amongThose: (select: string) => string;
  /** Joins the one row of a table that has a key, `alias` being its name from then on. */
  readonly withRow: (table: string, alias: string, condition: string) => string;
  /** A column of flat JSON with the fields of a parameter put in, those that are null there removed. */
  readonly merged: (column: string, parameter: string) => string;
  /** Ends a select by which an update or delete of several rows chooses them: locks them in its order. */
  readonly locked: string;
  /** The same, passing over rows that are locked already. */
  readonly unlocked: string;
  /** A select of the table's name ($1) if there is such a table. */
  readonly tableNamed: string;
}

/** One of several statements that are carried out as one. */
export interface Step {
  readonly statement: Statement;
  readonly values: readonly Value[];
}

export interface Database {
  readonly dialect: Dialect;
  /** Runs one statement, atomic by itself, and returns its rows. Throws StoreUnavailable. */
  all(statement: Statement, ...values: Value[]): Promise<readonly Row[]>;
  /**
   * Runs them in order in one transaction: all or nothing. Returns the rows of each. Nothing is decided
   * between them: conditions stand in the SQL. Throws StoreUnavailable.
   */
  together(steps: readonly Step[]): Promise<readonly (readonly Row[])[]>;
  /**
   * For migrations: one transaction on a connection of its own, while no other process runs one. Makes
   * the database file when there is none.
   */
  exclusively(work: (session: Session) => Promise<void>): Promise<void>;
  /** Why something was not written in the last two minutes, though it can be read; undefined: all was. */
  readOnly(): string | undefined;
  /** Twice is harmless. Whatever is asked after it throws StoreUnavailable. */
  close(): Promise<void>;
}

export interface Session {
  all(statement: Statement, ...values: Value[]): Promise<readonly Row[]>;
  /** Any number of statements. */
  script(text: string): Promise<void>;
}

export function statement(name: string, text: string): Statement {
  return { name, text, once: false, writes: isWrite(text) };
}

/** A statement that is not sent again when it is unknown whether it was carried out. */
export function onceOnly(name: string, text: string): Statement {
  return { name, text, once: true, writes: isWrite(text) };
}

/** A statement with its values, for `together`. */
export function step(statement: Statement, ...values: Value[]): Step {
  return { statement, values };
}

function isWrite(text: string): boolean {
  return !/^\s*SELECT\b/.test(text);
}

/** Seconds as the milliseconds that the tables keep. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
