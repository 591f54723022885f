import { type PoolTotals, poolTotals } from '../../cluster/pool-totals.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import { attendanceIn } from '../../cluster/roster.ts';
import { begunAt, placedAt } from '../../operations/meetings.ts';
import { type ServerJson, serverJson } from '../../operations/server-json.ts';

/** A meeting on record, as listeners hear of it. */
export interface MeetingJson {
  readonly id: string;
  readonly server: string;
  /** Null: it is no tenant's. */
  readonly tenant: string | null;
  /** When its server created it, or until that is polled when it was placed; null: not known. */
  readonly since: string | null;
  /** What it is called, and how many are in it, as its server's last poll said; null: that said nothing of it. */
  readonly name: string | null;
  readonly users: number | null;
}

/** The pool at a moment. */
export interface Snapshot {
  /** By id. */
  readonly servers: ReadonlyMap<string, ServerJson>;
  readonly meetings: ReadonlyMap<string, MeetingJson>;
  readonly totals: PoolTotals;
}

/** Takes snapshots of the pool, one after the other. Throws StoreUnavailable. */
export type TakeSnapshot = () => Promise<Snapshot>;

/** Of ten thousand meetings a look takes some 50 ms: it takes at most a twentieth of the time. */
const MEETINGS_REST = 20;

/** Where there are very many meetings, a snapshot may have those of the one before. */
export function snapshotTaker({
  servers,
  meetings,
  rosters,
}: Pick<ClusterStore, 'servers' | 'meetings' | 'rosters'>): TakeSnapshot {
  let known: ReadonlyMap<string, MeetingJson> = new Map();
  let lookAgainAt = Number.NEGATIVE_INFINITY;

  async function lookAtMeetings(): Promise<void> {
    const began = performance.now();
    if (began < lookAgainAt) return;
    const found = new Map<string, MeetingJson>();
    const said = await rosters.list();
    for await (const records of meetings.records()) {
      for (const record of records) {
        const { id, serverId: server, tenantId: tenant = null } = record.meeting;
        // Clocks differ by milliseconds: what was told of a meeting stays.
        const attendance = attendanceIn(said, record.meeting);
        const since = begunAt(attendance) ?? known.get(id)?.since ?? placedAt(record, Date.now());
        const { name = null, users = null } = attendance ?? {};
        found.set(id, { id, server, tenant, since, name, users });
      }
    }
    const ended = performance.now();
    lookAgainAt = ended + (ended - began) * MEETINGS_REST;
    known = found;
  }

  return async () => {
    const list = await servers.list();
    await lookAtMeetings();
    const byId = new Map(list.map((server) => [server.id, serverJson(server)]));
    return { servers: byId, meetings: known, totals: poolTotals(list) };
  };
}
