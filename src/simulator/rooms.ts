import { Room, type RoomNews } from './room.ts';
import type { Expiry, RoomSettings } from './room-settings.ts';

/** What happens in the meetings of a server, as it happens. */
export type Happening = (RoomNews | { readonly name: 'meeting-created' | 'meeting-ended' }) & {
  readonly room: Room;
};

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
  /** Ends those that are over by now, whoever asks. */
  sweep(): void;
  /** What a restart does: everything is lost, and nobody is told. */
  clear(): void;
}

export interface RoomsOptions {
  readonly now: () => number;
  readonly expiry: Expiry;
  readonly tell: (happening: Happening) => void;
}

export function createRooms({ now, expiry, tell }: RoomsOptions): Rooms {
  const live = new Map<string, Room>();
  const endedByForce = new Set<string>();

  /** A room ends once, whatever ends it. */
  function remove(room: Room): void {
    if (live.get(room.settings.meetingId) !== room) return;
    live.delete(room.settings.meetingId);
    tell({ name: 'meeting-ended', room });
  }

  function sweep(): void {
    for (const room of live.values()) {
      const { breakout } = room.settings;
      if (room.isOver(expiry) || (breakout !== undefined && !live.has(breakout.parentMeetingId)))
        remove(room);
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
      const former = live.get(settings.meetingId);
      if (former !== undefined) remove(former);
      const room: Room = new Room(settings, now, (news) => {
        if (live.get(settings.meetingId) === room) tell({ ...news, room });
      });
      live.set(settings.meetingId, room);
      endedByForce.delete(settings.meetingId);
      tell({ name: 'meeting-created', room });
      return room;
    },
    end(room, delayMs) {
      room.end(delayMs);
      remember(endedByForce, room.settings.meetingId);
      sweep();
    },
    wasEndedByForce: (meetingId) => endedByForce.has(meetingId),
    sweep,
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
