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

export interface Calls {
  'audit.list': typeof listAudit;
  'callbacks.drop': typeof dropCallback;
  'callbacks.list': typeof listCallbacks;
  'callbacks.show': typeof showCallback;
  'callbacks.retry': typeof retryCallback;
  'callbacks.retry-failed': typeof retryFailedCallbacks;
  'config.show': typeof showConfig;
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
};

export type Recording = Output<'recordings.list'>['recordings'][number];
export type Server = Output<'servers.list'>[number];
export type AuditEntry = Output<'audit.list'>['items'][number];
