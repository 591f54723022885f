import type { Schema } from '../migrations.ts';
import { type Columns, tablesStep } from './columns.ts';

/** Days count from 1970, in UTC. A meeting without a tenant has an empty one. */
const tables = ({ text, integer, keyed }: Columns) => `
CREATE TABLE usage_meetings (
  day ${integer} NOT NULL,
  meeting ${text} NOT NULL,
  tenant_id ${text} NOT NULL,
  seen_at ${integer} NOT NULL,
  ms ${integer} NOT NULL,
  participants ${integer} NOT NULL,
  PRIMARY KEY (day, meeting)
) ${keyed};
CREATE TABLE usage_days (
  day ${integer} NOT NULL,
  tenant_id ${text} NOT NULL,
  meetings ${integer} NOT NULL,
  ms ${integer} NOT NULL,
  participants ${integer} NOT NULL,
  PRIMARY KEY (day, tenant_id)
) ${keyed};
`;

export const usageSchema: Schema = { area: 'usage', steps: [tablesStep('usage by day', tables)] };
