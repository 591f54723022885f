import { allows, type Scope } from '../access/scope.ts';
import type { Actor } from '../audit/entry.ts';
import type { Trail } from '../audit/trail.ts';
import type { BbbClient } from '../bbb/client.ts';
import type { Log } from '../cluster/log.ts';
import type { ClusterStore } from '../cluster/ports.ts';
import type { Config } from '../config.ts';
import type { ImportQueue } from '../recordings/import-queue.ts';
import type { RecordingFiles } from '../recordings/ports.ts';
import { failed } from './failure.ts';
import type { DatabaseStore } from './ports.ts';

/** What operations work with, made anew for each caller. */
export interface OperationContext {
  readonly config: Config;
  /** Writes what is changed to the audit log, in the actor's name. */
  readonly store: ClusterStore;
  /** Writes any other change to the audit log, once it is done. */
  readonly trail: Trail;
  /** Opened when it is first asked for; undefined with DB_DISABLED. `databaseOf` is what most need. */
  database(): Promise<DatabaseStore | undefined>;
  /** Where recording files lie. */
  files(): Promise<RecordingFiles>;
  /** The recordings that come in. */
  importQueue(): Promise<ImportQueue>;
  /** Opened when it is first asked for. */
  client(): Promise<BbbClient>;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Makes a UUID. */
  readonly newId: () => string;
  readonly actor: Actor;
  /** What the actor may do; at least the operation's own scope. */
  readonly scope: Scope;
  /** Hears how far a long operation is, on the machine itself only. */
  readonly progress?: (done: number, total: number) => void;
}

/** The database, for an operation that can't do without. Throws OperationFailed. */
export async function databaseOf(context: Pick<OperationContext, 'database'>): Promise<DatabaseStore> {
  const database = await context.database();
  if (database) return database;
  throw failed('no-database', {});
}

/** For a field that takes more than the operation itself. Throws OperationFailed. */
export function needScope({ scope }: Pick<OperationContext, 'scope'>, needed: Scope, what: string): void {
  if (!allows(scope, needed)) {
    throw failed('field-scope', { what, needed, scope });
  }
}
