import type { Attendee, NewAttendee } from './attendee.ts';
import { type BbbServerOptions, startBbbServer } from './bbb-server.ts';
import type { Clock } from './clock.ts';
import type { SentKind, SentRequest } from './courier.ts';
import { checkFault, type Fault, type FaultKind, isPerRequest, msOf, stageOf } from './faults.ts';
import type { ListenerMode } from './listener.ts';
import type { LoggedRequest } from './request-log.ts';
import type { Room } from './room.ts';
import { type NewRoom, newUserId, openRoom } from './server-state.ts';
import { type RecordedMeeting, recordingEvents } from './webhooks/recording-events.ts';
import type { Hook } from './webhooks/webhooks.ts';

/** A server of the fleet, as tests and the demo handle it. */
export interface SimulatedServer {
  /** From 1. */
  readonly number: number;
  readonly id: string;
  /** Base of its API, e.g. `http://127.0.0.1:18001/bigbluebutton/api`. */
  readonly url: string;
  readonly secret: string;
  readonly port: number;
  /** With its skew. */
  readonly clock: Clock;
  /** How far its clock is ahead; milliseconds. */
  readonly skewMs: number;
  /**
   * Makes these the faults of the server, instead of those before, from now on; the first that fits a
   * request strikes. `none` heals; `restart` and `clockSkew` happen and leave the others as they are.
   * Resolves when it is so. Throws BadFault.
   */
  fault(...faults: readonly (Fault | FaultKind)[]): Promise<void>;
  /** Those under way. */
  faults(): readonly Fault[];
  rooms(): readonly Room[];
  room(meetingId: string): Room | undefined;
  createRoom(room: NewRoom, users?: readonly NewUser[]): Room;
  /** Puts somebody into a meeting, as join and the page do. */
  addUser(room: Room, user: NewUser): Attendee;
  /** By force, at once, as `end` does. */
  endRoom(room: Room): void;
  /** What reached it, oldest first; of one call, or all. */
  requests(call?: string): readonly LoggedRequest[];
  clearRequests(): void;
  /** The last request with a body. */
  lastUpload(): LoggedRequest | undefined;
  /** What it told others, oldest first; of one kind, or all. */
  sent(kind?: SentKind): readonly SentRequest[];
  /** Its hooks; none where bbb-webhooks is not installed. */
  hooks(): readonly Hook[];
  /** A recording goes through BBB's processing, as far as hooks can tell. */
  processRecording(meeting: RecordedMeeting): void;
  /** Resolves when all that it has to tell was taken or given up. */
  settled(): Promise<void>;
  /** Ends the meetings that are over by its clock; the fleet does so now and then. */
  sweep(): void;
  close(): Promise<void>;
}

/** `userId` is made up when left out. */
export type NewUser = Omit<NewAttendee, 'userId'> & { readonly userId?: string | undefined };

export interface SimulatedServerOptions extends BbbServerOptions {
  readonly number: number;
}

export async function startSimulatedServer(options: SimulatedServerOptions): Promise<SimulatedServer> {
  let skewMs = 0;
  let mode: ListenerMode = 'open';
  const clock: Clock = { now: () => options.clock.now() + skewMs };
  const server = await startBbbServer({ ...options, clock });
  const { state, log, courier } = server;
  let isMuted = false;

  function happen(fault: Fault): void {
    if (fault.kind === 'restart') server.restart();
    else skewMs = fault.kind === 'none' ? 0 : msOf(fault);
    state.rooms.sweep();
  }

  async function setFaults(faults: readonly Fault[]): Promise<void> {
    for (const fault of faults) checkFault(fault);
    for (const fault of faults.filter(({ kind }) => stageOf(kind) === 'once')) happen(fault);
    const lasting = faults.filter(({ kind }) => stageOf(kind) !== 'once');
    if (lasting.length === 0 && !faults.some(({ kind }) => kind === 'none')) return;
    mode = modeOf(lasting);
    isMuted = lasting.some(({ kind }) => kind === 'mute');
    courier.mute(isMuted);
    await server.setFaults(
      mode,
      lasting.filter(({ kind }) => isPerRequest(stageOf(kind))),
    );
  }

  function addUser(room: Room, { userId = newUserId(state.random), ...user }: NewUser): Attendee {
    return room.add({ ...user, userId });
  }

  return {
    number: options.number,
    id: `sim-${options.number}`,
    url: `http://${options.address.host}:${server.port}/bigbluebutton/api`,
    secret: options.settings.secret,
    port: server.port,
    clock,
    get skewMs() {
      return skewMs;
    },
    fault: (...faults) =>
      setFaults(faults.map((fault) => (typeof fault === 'string' ? { kind: fault } : fault))),
    faults: () => [
      ...(mode === 'open' ? [] : [{ kind: mode }]),
      ...(isMuted ? [{ kind: 'mute' as const }] : []),
      ...server.perRequestFaults(),
    ],
    rooms: () => state.rooms.all(),
    room: (meetingId) => state.rooms.find(meetingId),
    createRoom(wanted, users = []) {
      const room = openRoom(state, wanted);
      for (const user of users) addUser(room, user);
      return room;
    },
    addUser,
    endRoom: (room) => state.rooms.end(room, 0),
    requests: (call) => log.list(call),
    clearRequests: () => log.clear(),
    lastUpload: () => log.list().findLast(({ bodyBytes }) => bodyBytes > 0),
    sent: (kind) => courier.list(kind),
    hooks: () => state.webhooks?.list() ?? [],
    processRecording(meeting) {
      for (const event of recordingEvents(meeting, clock.now())) state.webhooks?.publish(event);
    },
    settled: () => courier.settled(),
    sweep: () => state.rooms.sweep(),
    close: () => server.close(),
  };
}

function modeOf(faults: readonly Fault[]): ListenerMode {
  const first = faults.find(({ kind }) => kind === 'refuse' || kind === 'hangConnect');
  return first?.kind === 'refuse' || first?.kind === 'hangConnect' ? first.kind : 'open';
}
