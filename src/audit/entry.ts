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

/** Something that was done. */
export interface Change {
  /** `noun.verb`, such as `server.update`. */
  readonly action: string;
  /** The id of what was changed. */
  readonly subject: string;
  /** Undefined: it was not there, or all is said by the action. */
  readonly before?: Details | undefined;
  /** Undefined: it is gone, or all is said by the action. */
  readonly after?: Details | undefined;
}

/** A line of the audit log. */
export interface AuditEntry extends Change {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: Actor;
}
