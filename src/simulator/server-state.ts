import type { HashName } from '../bbb/checksum.ts';
import type { Clock } from './clock.ts';
import { LOWER_ALPHANUMERIC, type Random } from './random.ts';
import type { Room } from './room.ts';
import { type Breakout, defaultExpiry, type Expiry } from './room-settings.ts';
import { createRooms, type Happening, type Rooms } from './rooms.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { defaultWebhooks, type WebhookSettings } from './webhooks/settings.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

/** How one simulated server is configured. */
export interface ServerSettings {
  readonly secret: string;
  /** Checksums it accepts. Default: all four. */
  readonly hashes: readonly HashName[];
  /** Undefined: hidden, as BBB does unless allowRevealOfBBBVersion is set. */
  readonly bbbVersion: string | undefined;
  readonly dialNumber: string;
  readonly expiry: Expiry;
  /** How long a meeting lives on after `end` was answered. Default 0. */
  readonly endDelayMs: number;
  /** Before each further attempt at a callback that was not taken. */
  readonly callbackRetriesMs: readonly number[];
  /** Of the module bbb-webhooks; undefined: it is not installed. */
  readonly webhooks: WebhookSettings | undefined;
}

export const defaultSettings: Omit<ServerSettings, 'secret'> = {
  hashes: ['SHA1', 'SHA256', 'SHA384', 'SHA512'],
  bbbVersion: '3.0.19',
  dialNumber: '613-555-1234',
  expiry: defaultExpiry,
  endDelayMs: 0,
  callbackRetriesMs: [500, 1000, 2000, 4000],
  webhooks: defaultWebhooks,
};

/** All that a server's calls read and change. */
export interface ServerState {
  readonly settings: ServerSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly rooms: Rooms;
  readonly sessions: Sessions;
  /** Undefined: not installed. */
  readonly webhooks: Webhooks | undefined;
}

/** Who hears of what happens on a server. */
export interface Audience {
  /** Of everything in the meetings, as it happens. */
  readonly tell: (happening: Happening) => void;
  readonly webhooks: Webhooks | undefined;
}

const NOBODY: Audience = { tell: () => undefined, webhooks: undefined };

export function createState(
  settings: ServerSettings,
  clock: Clock,
  random: Random,
  { tell, webhooks }: Audience = NOBODY,
): ServerState {
  const rooms = createRooms({ now: clock.now, expiry: settings.expiry, tell });
  const sessions = createSessions((room) => rooms.find(room.settings.meetingId) === room);
  return { settings, clock, random, rooms, sessions, webhooks };
}

/** A meeting to be; what is left out is made up as BBB does. */
export interface NewRoom {
  readonly meetingId: string;
  readonly name?: string;
  readonly attendeePw?: string | undefined;
  readonly moderatorPw?: string | undefined;
  readonly voiceBridge?: string | undefined;
  readonly dialNumber?: string | undefined;
  /** Minutes; 0: no end. */
  readonly duration?: number;
  readonly maxUsers?: number;
  readonly record?: boolean;
  readonly autoStartRecording?: boolean;
  readonly meetingEndedUrl?: string | undefined;
  readonly logoutUrl?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly breakout?: Breakout | undefined;
}

export function openRoom({ rooms, random, settings }: ServerState, wanted: NewRoom): Room {
  return rooms.add({
    meetingId: wanted.meetingId,
    name: wanted.name ?? wanted.meetingId,
    attendeePw: wanted.attendeePw ?? random.text(8),
    moderatorPw: wanted.moderatorPw ?? random.text(8),
    voiceBridge: wanted.voiceBridge ?? freeVoiceBridge(rooms, random),
    dialNumber: wanted.dialNumber ?? settings.dialNumber,
    duration: wanted.duration ?? 0,
    maxUsers: wanted.maxUsers ?? 0,
    record: wanted.record ?? false,
    autoStartRecording: wanted.autoStartRecording ?? false,
    meetingEndedUrl: wanted.meetingEndedUrl,
    logoutUrl: wanted.logoutUrl ?? '',
    metadata: new Map(Object.entries(wanted.metadata ?? {})),
    breakout: wanted.breakout,
  });
}

/** Somebody to be put into a meeting; the userId is made up when left out. */
export function newUserId(random: Random): string {
  return `w_${random.text(12, LOWER_ALPHANUMERIC)}`;
}

function freeVoiceBridge(rooms: Rooms, random: Random): string {
  const taken = new Set(rooms.all().map((room) => room.settings.voiceBridge));
  for (;;) {
    const number = String(random.between(10_000, 99_999));
    if (!taken.has(number)) return number;
  }
}
