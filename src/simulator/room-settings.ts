/** What makes a meeting a breakout room of another. */
export interface Breakout {
  /** The parent's meetingID. */
  readonly parentMeetingId: string;
  readonly sequence: number;
  readonly freeJoin: boolean;
}

/** What create fixed for the life of a meeting. */
export interface RoomSettings {
  readonly meetingId: string;
  readonly name: string;
  readonly attendeePw: string;
  readonly moderatorPw: string;
  readonly voiceBridge: string;
  readonly dialNumber: string;
  /** Minutes; 0: no end. */
  readonly duration: number;
  /** 0: no limit. */
  readonly maxUsers: number;
  readonly record: boolean;
  /** The recording starts when the first user joins. */
  readonly autoStartRecording: boolean;
  /** Called when it is over; undefined: nobody is. */
  readonly meetingEndedUrl: string | undefined;
  readonly logoutUrl: string;
  /** Names in lower case, without `meta_`. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly breakout: Breakout | undefined;
}

/** When BBB ends meetings by itself, in minutes; 0: never. */
export interface Expiry {
  readonly ifNobodyJoined: number;
  readonly whenLastUserLeft: number;
}

/** BBB's meetingExpireIfNoUserJoinedInMinutes and meetingExpireWhenLastUserLeftInMinutes. */
export const defaultExpiry: Expiry = { ifNobodyJoined: 5, whenLastUserLeft: 1 };
