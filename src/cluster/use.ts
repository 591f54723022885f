/** Whom the figures of the whole pool stand under, where else the id of a tenant stands. */
export const POOL = '';

/** How much of the pool somebody uses: the pool itself, or a tenant. */
export interface Use {
  /** Meetings on record, as of the last round and with what was placed under a limit since. */
  readonly meetings: number;
  /** Users by the last polls, and who was sent there under a limit since. */
  readonly users: number;
  /** The highest there were so far. */
  readonly peakMeetings: number;
  readonly peakUsers: number;
}

export const NO_USE: Use = { meetings: 0, users: 0, peakMeetings: 0, peakUsers: 0 };

/** What a request must not exceed; the pool's own first. */
export interface UseLimit {
  /** POOL, or the tenant's id. */
  readonly owner: string;
  /** From so many on the request is refused. */
  readonly max: number;
}

/** The figures of all who have any, and which count of the meetings they rest on. */
export interface Uses {
  readonly count: string;
  readonly of: ReadonlyMap<string, Use>;
}

/**
 * The figures that limits rest on. They are kept by the pollers; a request only adds to them, and only where it has
 * a limit, so that without limits they cost nothing.
 */
export interface UseStore {
  read(): Promise<Uses>;
  /** Users on one server, by owner: as of its last poll, with those who were sent there under a limit since. */
  usersOn(serverId: string): Promise<ReadonlyMap<string, number>>;
  /** What a poll saw; who came since `before` was read, right before the poll, counts on top. */
  recordUsers(
    serverId: string,
    seen: ReadonlyMap<string, number>,
    before: ReadonlyMap<string, number>,
  ): Promise<void>;
  /**
   * Sets everybody's figures: of meetings those counted, with what came since `before` was read on top, unless
   * somebody else counted since; of users those on the servers there are.
   */
  recount(meetings: ReadonlyMap<string, number>, before: Uses): Promise<void>;
}
