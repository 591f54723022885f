/** The operations that the dashboard uses. Their types are those of the rows that the server works with. */
import type { listAudit } from '../../../src/operations/audit.ts';
import type {
  dropCallback,
  listCallbacks,
  retryCallback,
  retryFailedCallbacks,
  showCallback,
} from '../../../src/operations/callbacks.ts';
import type { showConfig } from '../../../src/operations/config.ts';
import type { explainServers } from '../../../src/operations/explain.ts';
import type { historyOverview, showHistory } from '../../../src/operations/history.ts';
import type { historyChanges } from '../../../src/operations/history-changes.ts';
import type { listHooks, removeHook } from '../../../src/operations/hooks.ts';
import type { listImportQueue, retryImport } from '../../../src/operations/import-queue.ts';
import type { listMeetings, showMeeting } from '../../../src/operations/meetings.ts';
import type { endMeeting } from '../../../src/operations/meetings-end.ts';
import type { joinMeeting } from '../../../src/operations/meetings-join.ts';
import type { InputOf, Operation, OutputOf } from '../../../src/operations/operation.ts';
import type { listRecordings, showRecording } from '../../../src/operations/recordings.ts';
import type {
  deleteRecording,
  protectRecording,
  publishRecording,
  unpublishRecording,
} from '../../../src/operations/recordings-edit.ts';
import type { listServers, showServer } from '../../../src/operations/servers.ts';
import type { checkServer } from '../../../src/operations/servers-check.ts';
import type { addServer, updateServer } from '../../../src/operations/servers-edit.ts';
import type {
  cordonServer,
  disableServer,
  enableServer,
  panicServer,
  removeServer,
} from '../../../src/operations/servers-state.ts';
import type { disableTenant, enableTenant } from '../../../src/operations/tenant-access.ts';
import type { clearTenantLrs, setTenantLrs } from '../../../src/operations/tenant-lrs.ts';
import type {
  addTenantSecret,
  expireTenantSecret,
  listTenantSecrets,
} from '../../../src/operations/tenant-secrets.ts';
import type {
  addTenantSetting,
  listTenantSettings,
  removeTenantSetting,
} from '../../../src/operations/tenant-settings.ts';
import type {
  addTenant,
  listTenants,
  removeTenant,
  showTenant,
  updateTenant,
} from '../../../src/operations/tenants.ts';
import type { createToken, listTokens, revokeToken } from '../../../src/operations/tokens.ts';
import type { reportUsage } from '../../../src/operations/usage.ts';
import type { addUser, listUsers, removeUser, setUserPassword } from '../../../src/operations/users.ts';

export interface Calls {
  'audit.list': typeof listAudit;
  'callbacks.drop': typeof dropCallback;
  'callbacks.list': typeof listCallbacks;
  'callbacks.show': typeof showCallback;
  'callbacks.retry': typeof retryCallback;
  'callbacks.retry-failed': typeof retryFailedCallbacks;
  'config.show': typeof showConfig;
  'history.changes': typeof historyChanges;
  'history.overview': typeof historyOverview;
  'history.show': typeof showHistory;
  'hooks.list': typeof listHooks;
  'hooks.remove': typeof removeHook;
  'import-queue.list': typeof listImportQueue;
  'import-queue.retry': typeof retryImport;
  'meetings.end': typeof endMeeting;
  'meetings.join': typeof joinMeeting;
  'meetings.list': typeof listMeetings;
  'meetings.show': typeof showMeeting;
  'recordings.delete': typeof deleteRecording;
  'recordings.list': typeof listRecordings;
  'recordings.protect': typeof protectRecording;
  'recordings.publish': typeof publishRecording;
  'recordings.show': typeof showRecording;
  'recordings.unpublish': typeof unpublishRecording;
  'servers.add': typeof addServer;
  'servers.check': typeof checkServer;
  'servers.cordon': typeof cordonServer;
  'servers.disable': typeof disableServer;
  'servers.enable': typeof enableServer;
  'servers.explain': typeof explainServers;
  'servers.list': typeof listServers;
  'servers.panic': typeof panicServer;
  'servers.remove': typeof removeServer;
  'servers.show': typeof showServer;
  'servers.update': typeof updateServer;
  'tenant-settings.add': typeof addTenantSetting;
  'tenant-settings.list': typeof listTenantSettings;
  'tenant-settings.remove': typeof removeTenantSetting;
  'tenants.add': typeof addTenant;
  'tenants.add-secret': typeof addTenantSecret;
  'tenants.clear-lrs': typeof clearTenantLrs;
  'tenants.disable': typeof disableTenant;
  'tenants.enable': typeof enableTenant;
  'tenants.expire-secret': typeof expireTenantSecret;
  'tenants.list': typeof listTenants;
  'tenants.list-secrets': typeof listTenantSecrets;
  'tenants.remove': typeof removeTenant;
  'tenants.set-lrs': typeof setTenantLrs;
  'tenants.show': typeof showTenant;
  'tenants.update': typeof updateTenant;
  'tokens.create': typeof createToken;
  'tokens.list': typeof listTokens;
  'tokens.revoke': typeof revokeToken;
  'usage.report': typeof reportUsage;
  'users.add': typeof addUser;
  'users.list': typeof listUsers;
  'users.remove': typeof removeUser;
  'users.set-password': typeof setUserPassword;
}

export type CallName = keyof Calls;
export type Input<Name extends CallName> = InputOf<Calls[Name]>;
export type Output<Name extends CallName> = OutputOf<Calls[Name]>;

/** Where each is; a test compares them with the server's own. */
export const addresses: Readonly<Record<CallName, readonly [method: Operation['method'], path: string]>> = {
  'audit.list': ['GET', '/audit'],
  'callbacks.drop': ['DELETE', '/callbacks/{id}'],
  'callbacks.list': ['GET', '/callbacks'],
  'callbacks.show': ['GET', '/callbacks/{id}'],
  'callbacks.retry': ['POST', '/callbacks/{id}/retry'],
  'callbacks.retry-failed': ['POST', '/callbacks/retry'],
  'config.show': ['GET', '/config'],
  'history.changes': ['GET', '/history/changes'],
  'history.overview': ['GET', '/history/overview'],
  'history.show': ['GET', '/history'],
  'hooks.list': ['GET', '/hooks'],
  'hooks.remove': ['DELETE', '/hooks/{id}'],
  'import-queue.list': ['GET', '/import-queue'],
  'import-queue.retry': ['POST', '/import-queue/{name}/retry'],
  'meetings.end': ['POST', '/meetings/{id}/end'],
  'meetings.join': ['POST', '/meetings/{id}/join'],
  'meetings.list': ['GET', '/meetings'],
  'meetings.show': ['GET', '/meetings/{id}'],
  'recordings.delete': ['DELETE', '/recordings/{id}'],
  'recordings.list': ['GET', '/recordings'],
  'recordings.protect': ['POST', '/recordings/{id}/protect'],
  'recordings.publish': ['POST', '/recordings/{id}/publish'],
  'recordings.show': ['GET', '/recordings/{id}'],
  'recordings.unpublish': ['POST', '/recordings/{id}/unpublish'],
  'servers.add': ['POST', '/servers'],
  'servers.check': ['POST', '/server-check'],
  'servers.cordon': ['POST', '/servers/{id}/cordon'],
  'servers.disable': ['POST', '/servers/{id}/disable'],
  'servers.enable': ['POST', '/servers/{id}/enable'],
  'servers.explain': ['GET', '/placement'],
  'servers.list': ['GET', '/servers'],
  'servers.panic': ['POST', '/servers/{id}/panic'],
  'servers.remove': ['DELETE', '/servers/{id}'],
  'servers.show': ['GET', '/servers/{id}'],
  'servers.update': ['PATCH', '/servers/{id}'],
  'tenant-settings.add': ['POST', '/tenant-settings'],
  'tenant-settings.list': ['GET', '/tenant-settings'],
  'tenant-settings.remove': ['DELETE', '/tenant-settings/{id}'],
  'tenants.add': ['POST', '/tenants'],
  'tenants.add-secret': ['POST', '/tenants/{id}/secrets'],
  'tenants.clear-lrs': ['DELETE', '/tenants/{id}/lrs'],
  'tenants.disable': ['POST', '/tenants/{id}/disable'],
  'tenants.enable': ['POST', '/tenants/{id}/enable'],
  'tenants.expire-secret': ['PATCH', '/tenants/{id}/secrets/{fingerprint}'],
  'tenants.list': ['GET', '/tenants'],
  'tenants.list-secrets': ['GET', '/tenants/{id}/secrets'],
  'tenants.remove': ['DELETE', '/tenants/{id}'],
  'tenants.set-lrs': ['PUT', '/tenants/{id}/lrs'],
  'tenants.show': ['GET', '/tenants/{id}'],
  'tenants.update': ['PATCH', '/tenants/{id}'],
  'tokens.create': ['POST', '/tokens'],
  'tokens.list': ['GET', '/tokens'],
  'tokens.revoke': ['DELETE', '/tokens/{id}'],
  'usage.report': ['GET', '/usage'],
  'users.add': ['POST', '/users'],
  'users.list': ['GET', '/users'],
  'users.remove': ['DELETE', '/users/{name}'],
  'users.set-password': ['PUT', '/users/{name}/password'],
};

export type Callback = Output<'callbacks.list'>['callbacks'][number];
export type Recording = Output<'recordings.list'>['recordings'][number];
export type Tenant = Output<'tenants.list'>[number];
export type Server = Output<'servers.list'>[number];
export type ServerChange = Output<'history.changes'>[number];
export type AuditEntry = Output<'audit.list'>['items'][number];
