/** The record of where a meeting lives. */
export interface Meeting {
  readonly id: string;
  readonly serverId: string;
  /** The moderator password it was created with; empty in records that lack one. */
  readonly moderatorPw: string;
  /** Undefined in old records, which lack it. */
  readonly voiceBridge: string | undefined;
  /** Undefined: of no tenant. */
  readonly tenantId: string | undefined;
}

/** A record as the poller sees it. */
export interface MeetingRecord {
  readonly meeting: Meeting;
  /** Milliseconds since the last placement or create, by the store's clock; Infinity when it has no expiry. */
  readonly placedAgo: number;
  /** Milliseconds until the record expires; Infinity when it has no expiry. */
  readonly expiresIn: number;
}
