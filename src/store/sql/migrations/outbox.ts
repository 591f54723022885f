import type { Schema } from '../migrations.ts';
import { type Columns, tablesStep } from './columns.ts';

/**
 * Times are milliseconds since 1970 by the database's clock. An event is under way while it has a holder;
 * `due_at` is then the end of the lease, so that one index finds the due and the lost alike. `begun_at`: since
 * when it is tried; later than `created_at` when an operator had it sent again.
 */
const tables = ({ text, integer, position }: Columns) => `
CREATE TABLE outbox_events (
  position ${position},
  id ${text} NOT NULL UNIQUE,
  kind ${text} NOT NULL,
  receiver ${text} NOT NULL,
  subject ${text} NOT NULL,
  payload ${text} NOT NULL,
  state ${text} NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
  holder ${text},
  attempts ${integer} NOT NULL DEFAULT 0,
  created_at ${integer} NOT NULL,
  begun_at ${integer} NOT NULL,
  due_at ${integer} NOT NULL,
  finished_at ${integer},
  trouble ${text}
);
CREATE INDEX outbox_events_due ON outbox_events (receiver, due_at, position) WHERE state = 'waiting';
CREATE INDEX outbox_events_held ON outbox_events (receiver) WHERE holder IS NOT NULL;
CREATE INDEX outbox_events_finished ON outbox_events (state, finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE outbox_circuits (
  receiver ${text} PRIMARY KEY,
  failures ${integer} NOT NULL,
  open_until ${integer} NOT NULL,
  changed_at ${integer} NOT NULL
);
`;

/** What others are to be told. */
export const outboxSchema: Schema = { area: 'outbox', steps: [tablesStep('outbox', tables)] };
