import type { Attendee, NewAttendee } from './attendee.ts';
import type { Room } from './room.ts';

/** What join gave one browser: the right to be one attendee of one meeting. */
export interface Session {
  readonly token: string;
  readonly room: Room;
  readonly user: NewAttendee;
}

/** The browser sessions of one server. */
export interface Sessions {
  open(token: string, room: Room, user: NewAttendee): Session;
  /** Undefined: unknown, or its meeting is over. */
  find(token: string): Session | undefined;
  clear(): void;
}

/** More are never kept; the oldest go first. */
const LIMIT = 10_000;

export function createSessions(isLive: (room: Room) => boolean): Sessions {
  const byToken = new Map<string, Session>();
  return {
    open(token, room, user) {
      const session = { token, room, user };
      byToken.set(token, session);
      for (const oldest of byToken.keys()) {
        if (byToken.size <= LIMIT) break;
        byToken.delete(oldest);
      }
      return session;
    },
    find(token) {
      const session = byToken.get(token);
      if (session === undefined || isLive(session.room)) return session;
      byToken.delete(token);
      return undefined;
    },
    clear: () => byToken.clear(),
  };
}

/** The attendee comes in, unless already there. */
export function enter({ room, user }: Session): Attendee {
  return room.attendees.find((attendee) => attendee.userId === user.userId) ?? room.add(user);
}
