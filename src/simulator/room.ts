import { createHash } from 'node:crypto';
import {
  type Attendee,
  type AttendeeChange,
  type AttendeeNews,
  type NewAttendee,
  newsBetween,
} from './attendee.ts';
import type { Expiry, RoomSettings } from './room-settings.ts';

/** What a meeting tells of itself. */
export type RoomNews =
  | { readonly name: AttendeeNews; readonly attendee: Attendee }
  | { readonly name: 'meeting-recording-started' | 'meeting-recording-stopped' };

const MINUTE = 60_000;

/** BBB's own ID of a meeting, and of its recording. */
export function internalIdOf(meetingId: string, createTime: number): string {
  return `${createHash('sha1').update(meetingId).digest('hex')}-${createTime}`;
}

/** One running meeting: who is in it, and since when. Times are milliseconds of its server's clock. */
export class Room {
  readonly settings: RoomSettings;
  readonly createTime: number;
  readonly internalId: string;
  readonly #attendees = new Map<string, Attendee>();
  readonly #now: () => number;
  readonly #tell: (news: RoomNews) => void;
  #everJoined = false;
  #isRecording = false;
  #hasRecordingMarks = false;
  #emptySince: number;
  #endsAt = Number.POSITIVE_INFINITY;
  #revision = 0;

  constructor(settings: RoomSettings, now: () => number, tell: (news: RoomNews) => void = () => undefined) {
    this.settings = settings;
    this.#now = now;
    this.#tell = tell;
    this.createTime = now();
    this.#emptySince = this.createTime;
    this.internalId = internalIdOf(settings.meetingId, this.createTime);
  }

  /** In the order they came. */
  get attendees(): readonly Attendee[] {
    return [...this.#attendees.values()];
  }

  get hasUserJoined(): boolean {
    return this.#everJoined;
  }

  /** Somebody asked for its end, which may take a moment. */
  get isEnding(): boolean {
    return this.#endsAt !== Number.POSITIVE_INFINITY;
  }

  get isRunning(): boolean {
    return this.#everJoined && !this.isEnding;
  }

  get isFull(): boolean {
    return this.settings.maxUsers > 0 && this.#attendees.size >= this.settings.maxUsers;
  }

  /** Whether somebody pressed the button at any time. */
  get hasRecordingMarks(): boolean {
    return this.#hasRecordingMarks;
  }

  /** Grows with every change, so that what was made of the room can be kept until then. */
  get revision(): number {
    return this.#revision;
  }

  /** Somebody comes in (again: the same userId takes the place of the earlier one). The first moderator presents. */
  add(user: NewAttendee): Attendee {
    const attendee: Attendee = {
      role: 'VIEWER',
      isPresenter: false,
      isListeningOnly: false,
      hasJoinedVoice: false,
      hasVideo: false,
      clientType: 'HTML5',
      ...user,
    };
    this.#put(attendee);
    if (!this.#everJoined && this.settings.autoStartRecording) this.record(true);
    this.#everJoined = true;
    this.#choosePresenter();
    return this.#attendees.get(attendee.userId) ?? attendee;
  }

  /** False: nobody of that id is here. */
  remove(userId: string): boolean {
    const attendee = this.#attendees.get(userId);
    if (attendee === undefined) return false;
    this.#attendees.delete(userId);
    if (this.#attendees.size === 0) this.#emptySince = this.#now();
    this.#changed(attendee, undefined);
    this.#choosePresenter();
    return true;
  }

  /** Camera or microphone on or off. False: nobody of that id is here. */
  change(userId: string, change: AttendeeChange): boolean {
    const attendee = this.#attendees.get(userId);
    if (attendee === undefined) return false;
    this.#put({ ...attendee, ...change });
    return true;
  }

  /** Somebody takes the presentation over. False: nobody of that id is here. */
  present(userId: string): boolean {
    const next = this.#attendees.get(userId);
    if (next === undefined) return false;
    for (const one of this.attendees) {
      if (one.isPresenter && one !== next) this.#put({ ...one, isPresenter: false });
    }
    this.#put({ ...next, isPresenter: true });
    return true;
  }

  /** The button that starts and stops the recording; without effect where the meeting is not recorded. */
  record(isOn: boolean): void {
    if (!this.settings.record || isOn === this.#isRecording) return;
    this.#isRecording = isOn;
    this.#hasRecordingMarks = true;
    this.#tell({ name: isOn ? 'meeting-recording-started' : 'meeting-recording-stopped' });
  }

  /** Ends by force, `delayMs` from now: BBB answers `end` at once and takes its time. */
  end(delayMs: number): void {
    this.#endsAt = Math.min(this.#endsAt, this.#now() + delayMs);
    this.#revision += 1;
  }

  /** Whether it is over by now: ended, its duration up, or empty for too long. */
  isOver(expiry: Expiry): boolean {
    const now = this.#now();
    const { duration } = this.settings;
    if (now >= this.#endsAt) return true;
    if (duration > 0 && now - this.createTime >= duration * MINUTE) return true;
    if (this.#attendees.size > 0) return false;
    const minutes = this.#everJoined ? expiry.whenLastUserLeft : expiry.ifNobodyJoined;
    return minutes > 0 && now - this.#emptySince >= minutes * MINUTE;
  }

  #choosePresenter(): void {
    const all = this.attendees;
    if (all.some((attendee) => attendee.isPresenter)) return;
    const next = all.find((attendee) => attendee.role === 'MODERATOR');
    if (next !== undefined) this.#put({ ...next, isPresenter: true });
  }

  #put(attendee: Attendee): void {
    const before = this.#attendees.get(attendee.userId);
    this.#attendees.set(attendee.userId, attendee);
    this.#changed(before, attendee);
  }

  #changed(before: Attendee | undefined, after: Attendee | undefined): void {
    this.#revision += 1;
    const attendee = after ?? before;
    if (attendee === undefined) return;
    for (const name of newsBetween(before, after)) this.#tell({ name, attendee });
  }
}
