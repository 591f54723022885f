import { auditedStore } from '../../audit/audited-store.ts';
import type { Change } from '../../audit/entry.ts';
import { createTrail, type Trail } from '../../audit/trail.ts';
import type { OperationContext } from '../../operations/context.ts';
import type { Caller } from './caller.ts';
import type { AdminDeps } from './deps.ts';

/** What operations work with in the name of a caller. */
export function contextOf(deps: AdminDeps, { actor, scope }: Caller): OperationContext {
  const { config, database, files, importQueue, client, log, now, newId } = deps;
  const trail = trailOf(deps, actor);
  return {
    ...{ config, log, now, newId, actor, scope, trail },
    store: auditedStore(deps.store, trail),
    database: async () => database,
    files: async () => files,
    importQueue: async () => importQueue,
    client: async () => client,
  };
}

/** Without a database the log tells what is changed. */
function trailOf({ config, database, log, now }: AdminDeps, actor: Caller['actor']): Trail {
  if (database === undefined)
    return async (change) => log.info({ actor, ...change }, 'changed by an operator');
  const failed = (change: Change, reason: string): void =>
    log.warn({ actor, ...change, reason }, 'a change could not be written to the audit log');
  return createTrail({
    store: async () => database.audit,
    actor,
    keepMs: config.auditRetentionMs,
    now,
    failed,
  });
}
