export type Role = 'MODERATOR' | 'VIEWER';

/** Somebody in a meeting. */
export interface Attendee {
  /** The client's own userID, or else BBB's `w_…`. */
  readonly userId: string;
  readonly fullName: string;
  readonly role: Role;
  readonly isPresenter: boolean;
  readonly isListeningOnly: boolean;
  readonly hasJoinedVoice: boolean;
  readonly hasVideo: boolean;
  readonly clientType: string;
}

/** What of an attendee may change during a meeting. */
export type AttendeeChange = Partial<Pick<Attendee, 'isListeningOnly' | 'hasJoinedVoice' | 'hasVideo'>>;
export type NewAttendee = Partial<Attendee> & Pick<Attendee, 'userId' | 'fullName'>;

/** What a server can tell of somebody, in the words of BBB's webhooks. */
export type AttendeeNews =
  | 'user-joined'
  | 'user-left'
  | 'user-audio-voice-enabled'
  | 'user-audio-voice-disabled'
  | 'user-cam-broadcast-start'
  | 'user-cam-broadcast-end'
  | 'user-presenter-assigned'
  | 'user-presenter-unassigned';

type State = Partial<Attendee>;

/** In the order in which it is told; undefined: not in the meeting. */
export function newsBetween(before: State | undefined, after: State | undefined): AttendeeNews[] {
  const changes: readonly [AttendeeNews, boolean][] = [
    ['user-joined', before === undefined && after !== undefined],
    ['user-presenter-unassigned', isLost(before?.isPresenter, after?.isPresenter)],
    ['user-presenter-assigned', isLost(after?.isPresenter, before?.isPresenter)],
    ['user-cam-broadcast-end', isLost(before?.hasVideo, after?.hasVideo)],
    ['user-cam-broadcast-start', isLost(after?.hasVideo, before?.hasVideo)],
    ['user-audio-voice-disabled', audioOf(before) !== '' && audioOf(before) !== audioOf(after)],
    ['user-audio-voice-enabled', audioOf(after) !== '' && audioOf(before) !== audioOf(after)],
    ['user-left', before !== undefined && after === undefined],
  ];
  return changes.flatMap(([name, isSo]) => (isSo ? [name] : []));
}

function isLost(had = false, has = false): boolean {
  return had && !has;
}

/** Who speaks after listening leaves the audio and joins it again. */
function audioOf({ isListeningOnly, hasJoinedVoice }: State = {}): string {
  if (hasJoinedVoice) return 'microphone';
  return isListeningOnly ? 'listening' : '';
}
