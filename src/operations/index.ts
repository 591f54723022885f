import type { Operation } from './operation.ts';
import { listServers, showServer } from './servers.ts';

/** Everything an operator can do. One more is one more row. */
export const operations: readonly Operation[] = [listServers, showServer];
