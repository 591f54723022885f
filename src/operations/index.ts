import { listAudit } from './audit.ts';
import {
  dropCallback,
  listCallbacks,
  retryCallback,
  retryFailedCallbacks,
  showCallback,
} from './callbacks.ts';
import { showCapacity } from './capacity.ts';
import { showConfig } from './config.ts';
import { explainServers } from './explain.ts';
import { historyOverview, showHistory } from './history.ts';
import { historyChanges } from './history-changes.ts';
import { listHooks, removeHook, showHook } from './hooks.ts';
import { listImportQueue, retryImport } from './import-queue.ts';
import { resetLogLevel, setLogLevel, showLogLevel } from './log-level.ts';
import { listMeetings, showMeeting } from './meetings.ts';
import { endMeeting, endMeetings } from './meetings-end.ts';
import { joinMeeting } from './meetings-join.ts';
import type { Operation } from './operation.ts';
import { showLimits } from './pool-limits.ts';
import { listRecordings, showRecording } from './recordings.ts';
import {
  deleteRecording,
  protectRecording,
  publishRecording,
  unpublishRecording,
} from './recordings-edit.ts';
import { pruneRecordings, rescanRecordings, verifyRecordings } from './recordings-upkeep.ts';
import { listServers, showServer } from './servers.ts';
import { checkServer } from './servers-check.ts';
import { addServer, updateServer } from './servers-edit.ts';
import { registerServer } from './servers-register.ts';
import { cordonServer, disableServer, enableServer, panicServer, removeServer } from './servers-state.ts';
import { exportServers, syncServers } from './servers-sync.ts';
import { showStats } from './stats.ts';
import { disableTenant, enableTenant } from './tenant-access.ts';
import { clearTenantLrs, setTenantLrs } from './tenant-lrs.ts';
import { addTenantSecret, expireTenantSecret, listTenantSecrets } from './tenant-secrets.ts';
import { addTenantSetting, listTenantSettings, removeTenantSetting } from './tenant-settings.ts';
import { addTenant, listTenants, removeTenant, showTenant, updateTenant } from './tenants.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';
import { reportUsage } from './usage.ts';
import { addUser, listUsers, removeUser, setUserPassword } from './users.ts';

/** Everything an operator can do. One more is one more row. */
export const operations: readonly Operation[] = [
  listServers,
  showServer,
  addServer,
  registerServer,
  updateServer,
  enableServer,
  cordonServer,
  disableServer,
  panicServer,
  removeServer,
  syncServers,
  exportServers,
  checkServer,
  explainServers,
  showStats,
  showLimits,
  showCapacity,
  showHistory,
  historyOverview,
  historyChanges,
  reportUsage,
  listCallbacks,
  showCallback,
  retryCallback,
  retryFailedCallbacks,
  dropCallback,
  listHooks,
  showHook,
  removeHook,
  listMeetings,
  showMeeting,
  endMeeting,
  endMeetings,
  joinMeeting,
  listRecordings,
  showRecording,
  publishRecording,
  unpublishRecording,
  protectRecording,
  deleteRecording,
  pruneRecordings,
  verifyRecordings,
  rescanRecordings,
  listImportQueue,
  retryImport,
  listTenants,
  showTenant,
  addTenant,
  updateTenant,
  removeTenant,
  enableTenant,
  disableTenant,
  listTenantSecrets,
  addTenantSecret,
  expireTenantSecret,
  setTenantLrs,
  clearTenantLrs,
  listTenantSettings,
  addTenantSetting,
  removeTenantSetting,
  createToken,
  listTokens,
  revokeToken,
  addUser,
  listUsers,
  setUserPassword,
  removeUser,
  showConfig,
  showLogLevel,
  setLogLevel,
  resetLogLevel,
  listAudit,
];
