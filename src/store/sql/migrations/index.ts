import type { Schema } from '../migrations.ts';
import { clusterState } from './0001-cluster-state.ts';
import { tenantOwn } from './0002-tenant-own.ts';
import { capacity } from './0003-capacity.ts';
import { use } from './0004-use.ts';
import { awaited } from './0005-awaited.ts';
import { manyAtOnce } from './0006-many-at-once.ts';
import { endedStrays } from './0007-ended-strays.ts';
import { rosters } from './0008-rosters.ts';
import { oneByOne } from './0009-one-by-one.ts';
import { byKey } from './0010-by-key.ts';

/** The cluster state: to change a table, add a file with a step and a line here. */
export const clusterSchema: Schema = {
  area: 'cluster',
  steps: [clusterState, tenantOwn, capacity, use, awaited, manyAtOnce, endedStrays, rosters, oneByOne, byKey],
};
