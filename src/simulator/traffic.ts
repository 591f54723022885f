import type { Attendee } from './attendee.ts';
import { PEOPLE } from './people.ts';
import { type Random, seededRandom } from './random.ts';
import type { Room } from './room.ts';
import type { SimulatedServer } from './simulated-server.ts';

export interface TrafficOptions {
  readonly everyMs: number;
  readonly seed: string | number;
}

/** Users come and go in every meeting of the servers until the returned function is called. */
export function startTraffic(
  servers: readonly SimulatedServer[],
  { everyMs, seed }: TrafficOptions,
): () => void {
  const random = seededRandom(`${seed}/traffic`);
  const timer = setInterval(() => trafficStep(servers, random), everyMs);
  return () => clearInterval(timer);
}

/** In how many of its steps each thing happens to a meeting. */
const SHARES = { comes: 0.5, leaves: 0.2, camera: 0.3, microphone: 0.3, presentation: 0.05 };
const MOST_USERS = 25;

/** One step: in each meeting somebody may come, leave, switch a camera or microphone, or present. */
export function trafficStep(servers: readonly SimulatedServer[], random: Random): void {
  for (const server of servers) {
    for (const room of server.rooms()) {
      if (room.attendees.length < MOST_USERS && random.chance(SHARES.comes)) {
        server.addUser(room, {
          fullName: random.pick(PEOPLE),
          role: random.chance(0.15) ? 'MODERATOR' : 'VIEWER',
        });
      }
      happenIn(room, random);
    }
  }
}

/** The last one stays: an empty meeting would end. */
function happenIn(room: Room, random: Random): void {
  if (room.attendees.length > 1 && random.chance(SHARES.leaves))
    room.remove(random.pick(room.attendees).userId);
  someone(room, random, SHARES.camera, ({ userId, hasVideo }) =>
    room.change(userId, { hasVideo: !hasVideo }),
  );
  someone(room, random, SHARES.microphone, ({ userId, hasJoinedVoice }) =>
    room.change(userId, { hasJoinedVoice: !hasJoinedVoice, isListeningOnly: hasJoinedVoice }),
  );
  someone(room, random, SHARES.presentation, ({ userId }) => room.present(userId));
}

function someone(room: Room, random: Random, share: number, act: (attendee: Attendee) => void): void {
  const all = room.attendees;
  if (all.length > 0 && random.chance(share)) act(random.pick(all));
}
