import type { Actor, AuditEntry, Details } from '../../audit/entry.ts';
import type { AuditStore } from '../../audit/ports.ts';
import { type Database, onceOnly, type Row, statement, step } from './database.ts';
import { number, optionalText, text } from './rows.ts';

const sql = {
  add: onceOnly(
    'audit_add',
    `INSERT INTO audit_entries (at, via, actor, address, action, subject, before, after)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  ),
  dropOld: statement('audit_drop_old', 'DELETE FROM audit_entries WHERE at < $1'),
  dropMany: statement(
    'audit_drop_many',
    'DELETE FROM audit_entries WHERE id <= (SELECT max(id) FROM audit_entries) - CAST($1 AS bigint)',
  ),
  list: statement(
    'audit_list',
    `SELECT id, at, via, actor, address, action, subject, before, after FROM audit_entries
     WHERE (CAST($1 AS bigint) IS NULL OR at >= $1) AND (CAST($2 AS bigint) IS NULL OR at < $2)
       AND (CAST($3 AS text) IS NULL OR subject = $3) AND (CAST($4 AS text) IS NULL OR action = $4)
       AND (CAST($5 AS text) IS NULL OR actor = $5) AND (CAST($6 AS bigint) IS NULL OR id <= $6)
     ORDER BY id DESC LIMIT $7`,
  ),
};

export function sqlAudit(db: Database): AuditStore {
  return {
    async add({ at, actor, action, subject, before, after }, keep) {
      const { via, name, from = null } = actor;
      await db.together([
        step(sql.add, at, via, name, from, action, subject, json(before), json(after)),
        step(sql.dropOld, keep.after),
        step(sql.dropMany, keep.most),
      ]);
    },
    async list({ since, until, subject, action, actor }, { from, limit }) {
      const given = [since, until, subject, action, actor, from].map((value) => value ?? null);
      const rows = await db.all(sql.list, ...given, limit + 1);
      const next = rows[limit];
      return { entries: rows.slice(0, limit).map(entryOf), next: next && number(next['id']) };
    },
  };
}

function json(details: Details | undefined): string | null {
  return details === undefined ? null : JSON.stringify(details);
}

function entryOf(row: Row): AuditEntry {
  return {
    at: number(row['at']),
    actor: { via: viaOf(row['via']), name: text(row['actor']), from: optionalText(row['address']) },
    action: text(row['action']),
    subject: text(row['subject']),
    before: detailsOf(row['before']),
    after: detailsOf(row['after']),
  };
}

function viaOf(value: unknown): Actor['via'] {
  if (value === 'cli' || value === 'rake' || value === 'api' || value === 'dashboard') return value;
  throw new TypeError('the database holds something else where the face of a change is due');
}

function detailsOf(value: unknown): Details | undefined {
  const details = optionalText(value);
  return details === undefined ? undefined : JSON.parse(details);
}
