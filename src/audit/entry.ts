/** Who does something, and through which face of the program. */
export interface Actor {
  readonly via: 'cli' | 'rake' | 'api' | 'dashboard';
  /** The user of the operating system or of the dashboard, the name of the token, or `secret` for a checksum. */
  readonly name: string;
  /** The address a request came from; undefined on the machine itself. */
  readonly from: string | undefined;
}

/** What there was, or is: names in snake case, secrets masked. */
export type Details = Readonly<Record<string, unknown>>;

/** All that is written down, as `noun.verb`. */
export const auditActions = [
  'callback.drop',
  'callback.retry',
  'callback.retry-failed',
  'hook.remove',
  'import.retry',
  'log-level.reset',
  'log-level.set',
  'meeting.end',
  'meeting.join',
  'recording.add-to-tenant',
  'recording.delete',
  'recording.import',
  'recording.protect',
  'recording.publish',
  'recording.rescan',
  'recording.unpublish',
  'server.add',
  'server.cordon',
  'server.disable',
  'server.enable',
  'server.remove',
  'server.update',
  'tenant-setting.add',
  'tenant-setting.remove',
  'tenant.add',
  'tenant.remove',
  'tenant.update',
  'token.create',
  'token.revoke',
  'user.add',
  'user.remove',
  'user.set-password',
] as const;

export type AuditAction = (typeof auditActions)[number];

/** Something that was done. */
export interface Change {
  readonly action: AuditAction;
  /** The id of what was changed. */
  readonly subject: string;
  /** Undefined: it was not there, or all is said by the action. */
  readonly before?: Details | undefined;
  /** Undefined: it is gone, or all is said by the action. */
  readonly after?: Details | undefined;
}

/** A line of the audit log. */
export interface AuditEntry extends Omit<Change, 'action'> {
  /** One of those, or of another version's. */
  readonly action: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: Actor;
}
