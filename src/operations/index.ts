import {
  dropCallback,
  listCallbacks,
  retryCallback,
  retryFailedCallbacks,
  showCallback,
} from './callbacks.ts';
import { explainServers } from './explain.ts';
import { historyOverview, showHistory } from './history.ts';
import type { Operation } from './operation.ts';
import { listServers, showServer } from './servers.ts';
import { showStats } from './stats.ts';

/** Everything an operator can do. One more is one more row. */
export const operations: readonly Operation[] = [
  listServers,
  showServer,
  explainServers,
  showStats,
  showHistory,
  historyOverview,
  listCallbacks,
  showCallback,
  retryCallback,
  retryFailedCallbacks,
  dropCallback,
];
