import { type Expiry, Room, type RoomSettings } from './room.ts';

/** The meetings of one server. Those that are over by its clock are gone from every answer. */
export interface Rooms {
  all(): readonly Room[];
  find(meetingId: string): Room | undefined;
  /** Takes the place of a room of that ID that is about to end. */
  add(settings: RoomSettings): Room;
  /** By force; its breakout rooms end with it. */
  end(room: Room, delayMs: number): void;
  /** Whether the last meeting of that ID was ended by force, and no new one has begun. */
  wasEndedByForce(meetingId: string): boolean;
  /** What a restart does: everything is lost. */
  clear(): void;
}

export function createRooms(now: () => number, expiry: Expiry): Rooms {
  const live = new Map<string, Room>();
  const endedByForce = new Set<string>();

  function sweep(): void {
    for (const [id, room] of live) {
      const { breakout } = room.settings;
      if (room.isOver(expiry) || (breakout !== undefined && !live.has(breakout.parentMeetingId)))
        live.delete(id);
    }
  }

  return {
    all() {
      sweep();
      return [...live.values()];
    },
    find(meetingId) {
      sweep();
      return live.get(meetingId);
    },
    add(settings) {
      const room = new Room(settings, now);
      live.set(settings.meetingId, room);
      endedByForce.delete(settings.meetingId);
      return room;
    },
    end(room, delayMs) {
      room.end(delayMs);
      remember(endedByForce, room.settings.meetingId);
      sweep();
    },
    wasEndedByForce: (meetingId) => endedByForce.has(meetingId),
    clear() {
      live.clear();
      endedByForce.clear();
    },
  };
}

const REMEMBERED = 1000;

/** Forgets the oldest, so that a fleet may run for weeks. */
function remember(ids: Set<string>, id: string): void {
  ids.delete(id);
  ids.add(id);
  for (const oldest of ids) {
    if (ids.size <= REMEMBERED) return;
    ids.delete(oldest);
  }
}
