import { perReceiver } from '../../callbacks/circuit.ts';
import type { ClaimedEvent, ClaimRequest } from '../../callbacks/ports.ts';
import type { Database } from './database.ts';
import { eventOf } from './outbox-rows.ts';
import type { statements } from './outbox-statements.ts';
import { number, text } from './rows.ts';

/** One receiver after the other, so that a thousand events of one keep nobody else's waiting. */
export async function claimEvents(
  db: Database,
  sql: ReturnType<typeof statements>,
  request: ClaimRequest,
): Promise<ClaimedEvent[]> {
  const claimed: ClaimedEvent[] = [];
  if (request.limit <= 0) return claimed;
  for (const row of await db.all(sql.receivers, request.limit)) {
    const [receiver, failures] = [text(row['name']), number(row['failures'])];
    const room = request.limit - claimed.length;
    if (room <= 0) break;
    claimed.push(...(await claimOf(db, sql, request, { receiver, failures, room })));
  }
  return claimed;
}

async function claimOf(
  db: Database,
  sql: ReturnType<typeof statements>,
  request: ClaimRequest,
  { receiver, failures, room }: { receiver: string; failures: number; room: number },
): Promise<ClaimedEvent[]> {
  const { holder, leaseMs, kinds } = request;
  const most = perReceiver(request.perReceiver, receiver, failures);
  const rows = await db.all(sql.claim, receiver, holder, leaseMs, most, kinds, room);
  return rows
    .toSorted((one, other) => number(one['position']) - number(other['position']))
    .map((row) => ({ ...eventOf(row), age: number(row['age']), receiverFailures: failures }));
}
