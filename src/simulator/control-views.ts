import type { Attendee } from './attendee.ts';
import type { Room } from './room.ts';
import type { RoomSettings } from './room-settings.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** A server as the control port shows it. */
export function serverView(of: SimulatedServer) {
  const rooms = of.rooms();
  return {
    number: of.number,
    id: of.id,
    url: of.url,
    secret: of.secret,
    faults: of.faults(),
    skewMs: of.skewMs,
    meetings: rooms.length,
    users: rooms.reduce((sum, room) => sum + room.attendees.length, 0),
    hooks: of.hooks().length,
  };
}

export function roomView(room: Room): RoomView {
  const { metadata, ...settings } = room.settings;
  return {
    ...settings,
    metadata: Object.fromEntries(metadata),
    internalId: room.internalId,
    createTime: room.createTime,
    isRunning: room.isRunning,
    attendees: room.attendees,
  };
}

/** A meeting as the control port shows it. */
export interface RoomView extends Omit<RoomSettings, 'metadata'> {
  readonly metadata: Readonly<Record<string, string>>;
  readonly internalId: string;
  readonly createTime: number;
  readonly isRunning: boolean;
  readonly attendees: readonly Attendee[];
}
