import { type EventState, eventStates, type ListedEvent, type OutboxEvent } from '../../callbacks/ports.ts';
import type { Row } from './database.ts';
import { number, text } from './rows.ts';

/** What `listedOf` reads. */
export const LISTED_COLUMNS =
  'id, kind, receiver, subject, state, holder, attempts, created_at, due_at, finished_at, trouble';

/** What `eventOf` reads. */
export const EVENT_COLUMNS = `${LISTED_COLUMNS}, payload`;

export function eventOf(row: Row): OutboxEvent {
  return { ...listedOf(row), payload: text(row['payload']) };
}

export function listedOf(row: Row): ListedEvent {
  const [finishedAt, trouble] = [row['finished_at'], row['trouble']];
  return {
    id: text(row['id']),
    kind: text(row['kind']),
    receiver: text(row['receiver']),
    subject: text(row['subject']),
    state: stateOf(row['state']),
    sending: row['holder'] !== null,
    attempts: number(row['attempts']),
    createdAt: number(row['created_at']),
    dueAt: number(row['due_at']),
    finishedAt: finishedAt === null ? undefined : number(finishedAt),
    trouble: trouble === null ? undefined : text(trouble),
  };
}

function stateOf(value: unknown): EventState {
  const state = eventStates.find((one) => one === value);
  if (state) return state;
  throw new TypeError('the database holds something else where the state of an event is due');
}
