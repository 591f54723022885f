import {
  type Hook,
  type HookKind,
  type HookNeeds,
  type HookRegistration,
  type HookStore,
  hookKinds,
  type KnownMeeting,
} from '../../callbacks/hooks/ports.ts';
import { type Database, type Row, step } from './database.ts';
import { statements } from './hooks-statements.ts';
import { number, optionalText, text } from './rows.ts';

/** The tables `hooks` and `hook_…` of a database. */
export function sqlHooks(db: Database): HookStore {
  const sql = statements(db.dialect);
  const first = async (...args: Parameters<Database['all']>): Promise<Hook | undefined> => {
    const [row] = await db.all(...args);
    return row && hookOf(row);
  };

  return {
    async add({ callbackUrl, tenantId = '', meetingId = '', events, kind, signer }) {
      const values = [callbackUrl, tenantId, meetingId, events.join(','), kind, signer];
      const [added, , found] = await db.together([
        step(sql.add, ...values),
        step(sql.resign, tenantId, callbackUrl, signer),
        step(sql.findByUrl, tenantId, callbackUrl),
      ]);
      const [row] = found ?? [];
      if (row === undefined) throw new TypeError('a hook was added and is not there');
      return { hook: hookOf(row), isNew: added?.length === 1 };
    },
    async list(owner) {
      const rows = owner ? await db.all(sql.listOf, owner.tenantId ?? '') : await db.all(sql.list);
      return rows.map(hookOf);
    },
    find: (id) => (isNumber(id) ? first(sql.find, Number(id)) : Promise.resolve(undefined)),
    async count(owner) {
      const [row] = owner ? await db.all(sql.countOf, owner.tenantId ?? '') : await db.all(sql.count);
      return number(row?.['count']);
    },
    async interested(kind, meetingIds, tenantIds) {
      const owners = tenantIds.map((tenantId = '') => tenantId);
      return (await db.all(sql.interested, kind, meetingIds, owners)).map(hookOf);
    },
    async remove(id, owner) {
      if (!isNumber(id)) return undefined;
      return owner
        ? await first(sql.removeOf, Number(id), owner.tenantId ?? '')
        : await first(sql.remove, Number(id));
    },
    async failing(id, fails) {
      await db.all(fails ? sql.fails : sql.works, Number(id));
    },
    async needs(most) {
      const needs: HookNeeds[] = [];
      for (const kind of hookKinds) {
        const rows = await db.all(sql.needs, kind, most + 1);
        if (rows.length > 0) needs.push(needsOf(kind, rows, most));
      }
      return needs;
    },
    registrations: async () => (await db.all(sql.registrations)).map(registrationOf),
    async register({ serverId, kind, trouble = null }) {
      await db.all(sql.register, serverId, kind, trouble);
    },
    async unregister(serverId, kind) {
      await db.all(sql.unregister, serverId, kind);
    },
    async remember(meetings) {
      const steps = meetings.map(({ serverId, internalId, meetingId, tenantId = '', ownId = null }) =>
        step(sql.remember, serverId, internalId, meetingId, tenantId, ownId),
      );
      if (steps.length > 0) await db.together(steps);
    },
    recall: async (serverId, internalIds) =>
      (await db.all(sql.recall, serverId, internalIds)).map((row) => meetingOf(serverId, row)),
    async prune(keepMs) {
      await db.all(sql.prune, keepMs);
    },
  };
}

/** What is none is nobody's id; beyond this a database can't compare them. */
function isNumber(id: string): boolean {
  return /^[1-9]\d{0,14}$/.test(id);
}

function hookOf(row: Row): Hook {
  const events = text(row['events']);
  const failingSince = row['failing_since'];
  return {
    id: String(number(row['id'])),
    callbackUrl: text(row['callback_url']),
    tenantId: text(row['tenant_id']) || undefined,
    meetingId: text(row['meeting_id']) || undefined,
    events: events === '' ? [] : events.split(','),
    kind: kindOf(row['kind']),
    signer: text(row['signer']),
    createdAt: number(row['created_at']),
    failingSince: failingSince === null ? undefined : number(failingSince),
  };
}

function registrationOf(row: Row): HookRegistration {
  return {
    serverId: text(row['server_id']),
    kind: kindOf(row['kind']),
    trouble: optionalText(row['trouble']),
  };
}

function meetingOf(serverId: string, row: Row): KnownMeeting {
  return {
    serverId,
    internalId: text(row['internal_id']),
    meetingId: text(row['meeting_id']),
    tenantId: text(row['tenant_id']) || undefined,
    ownId: optionalText(row['own_id']),
  };
}

function needsOf(kind: HookKind, rows: readonly Row[], most: number): HookNeeds {
  const meetings = rows.map((row) => ({
    tenantId: text(row['tenant_id']) || undefined,
    meetingId: text(row['meeting_id']) || undefined,
  }));
  const all = rows.length > most || meetings.some(({ meetingId }) => meetingId === undefined);
  return { kind, all, meetings: all ? [] : meetings };
}

function kindOf(value: unknown): HookKind {
  const kind = hookKinds.find((one) => one === value);
  if (kind) return kind;
  throw new TypeError('the database holds something else where the kind of a hook is due');
}
