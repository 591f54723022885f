import { describeCapacity } from './capacity.contract.ts';
import { describeExplaining } from './explain.contract.ts';
import { describeLeaseStore } from './leases.contract.ts';
import { describeMeetingStore } from './meetings.contract.ts';
import { describePlacement } from './placement.contract.ts';
import { describeProcesses } from './processes.contract.ts';
import { describeRosters } from './rosters.contract.ts';
import { describeServerStore } from './servers.contract.ts';
import { describeStrays } from './strays.contract.ts';
import type { OpenSubject } from './subject.ts';
import { describeTenantStore } from './tenants.contract.ts';
import { describeTogether } from './together.contract.ts';
import { describeTokenStore } from './tokens.contract.ts';
import { describeUse } from './use.contract.ts';

/** Everything a store of the cluster state is held to. */
export function describeClusterStore(name: string, open: OpenSubject): void {
  describeServerStore(name, open);
  describePlacement(name, open);
  describeCapacity(name, open);
  describeExplaining(name, open);
  describeMeetingStore(name, open);
  describeTenantStore(name, open);
  describeTokenStore(name, open);
  describeLeaseStore(name, open);
  describeUse(name, open);
  describeStrays(name, open);
  describeRosters(name, open);
  describeTogether(name, open);
  describeProcesses(name, open);
}
