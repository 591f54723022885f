import { z } from 'zod';
import { roomView, serverView } from './control-views.ts';
import { parseFault } from './faults.ts';
import type { Fleet } from './fleet.ts';
import { internalIdOf, type Room } from './room.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** What the actions work on: a fleet, whoever started it. */
export type Controlled = Omit<Fleet, 'control'>;

/** What was asked for does not exist; the message says what. */
export class NoSuchThing extends Error {
  override readonly name = 'NoSuchThing';
}

interface Action<I extends z.ZodType, O> {
  readonly input: I;
  run(fleet: Controlled, input: z.output<I>): O | Promise<O>;
}

function action<I extends z.ZodType, O>(
  input: I,
  run: (fleet: Controlled, input: z.output<I>) => O | Promise<O>,
): Action<I, O> {
  return { input, run };
}

const server = { server: z.number().int().min(1) };
const meeting = { ...server, meetingId: z.string() };
const role = z.enum(['MODERATOR', 'VIEWER']);
const devices = {
  isListeningOnly: z.boolean().default(false),
  hasJoinedVoice: z.boolean().default(false),
  hasVideo: z.boolean().default(false),
};
const user = z.strictObject({
  fullName: z.string(),
  userId: z.string().optional(),
  role: role.default('VIEWER'),
  ...devices,
});
const newRoom = z.strictObject({
  ...meeting,
  name: z.string().optional(),
  attendeePw: z.string().optional(),
  moderatorPw: z.string().optional(),
  duration: z.number().int().min(0).default(0),
  maxUsers: z.number().int().min(0).default(0),
  record: z.boolean().default(false),
  autoStartRecording: z.boolean().default(false),
  meetingEndedUrl: z.string().optional(),
  metadata: z.record(z.string(), z.string()).default({}),
  breakout: z
    .strictObject({ parentMeetingId: z.string(), sequence: z.number().int(), freeJoin: z.boolean() })
    .optional(),
  users: z.array(user).default([]),
});

const recorded = z.strictObject({
  ...meeting,
  internalId: z.string().optional(),
  name: z.string().default('Recording'),
  metadata: z.record(z.string(), z.string()).default({}),
  workflow: z.string().default('presentation'),
  playbackUrl: z.string().default(''),
  durationMs: z.number().int().min(0).default(600_000),
});

/** What can be done over the control port: `POST /<action>` with the input as JSON. */
export const actions = {
  /** All servers and how they are. */
  servers: action(z.strictObject({}), (fleet) => fleet.servers.map(serverView)),
  /** Sets the faults of one server, or of all. */
  fault: action(
    z.strictObject({
      server: z.union([server.server, z.literal('all')]),
      faults: z.array(z.unknown()).min(1),
    }),
    async (fleet, { server: number, faults }) => {
      const parsed = faults.map(parseFault);
      const chosen = number === 'all' ? fleet.servers : [serverOf(fleet, number)];
      await Promise.all(chosen.map((one) => one.fault(...parsed)));
      return chosen.map(serverView);
    },
  ),
  rooms: action(z.strictObject(server), (fleet, input) =>
    serverOf(fleet, input.server).rooms().map(roomView),
  ),
  createRoom: action(newRoom, (fleet, { server: number, users, name, ...room }) =>
    roomView(serverOf(fleet, number).createRoom({ ...room, name: name ?? room.meetingId }, users)),
  ),
  endRoom: action(z.strictObject(meeting), (fleet, input) => {
    serverOf(fleet, input.server).endRoom(roomOf(fleet, input));
    return {};
  }),
  addUsers: action(
    z.strictObject({ ...meeting, users: z.array(user).min(1) }),
    (fleet, { users, ...where }) => {
      const room = roomOf(fleet, where);
      for (const one of users) serverOf(fleet, where.server).addUser(room, one);
      return roomView(room);
    },
  ),
  /** Camera and microphone; what is left out is off. */
  changeUser: action(z.strictObject({ ...meeting, userId: z.string(), ...devices }), (fleet, input) => {
    const { isListeningOnly, hasJoinedVoice, hasVideo } = input;
    const room = roomOf(fleet, input);
    if (!room.change(input.userId, { isListeningOnly, hasJoinedVoice, hasVideo })) throw nobody(input.userId);
    return roomView(room);
  }),
  removeUser: action(z.strictObject({ ...meeting, userId: z.string() }), (fleet, input) => {
    const room = roomOf(fleet, input);
    if (!room.remove(input.userId)) throw nobody(input.userId);
    return roomView(room);
  }),
  /** The presentation goes to somebody. */
  present: action(z.strictObject({ ...meeting, userId: z.string() }), (fleet, input) => {
    const room = roomOf(fleet, input);
    if (!room.present(input.userId)) throw nobody(input.userId);
    return roomView(room);
  }),
  /** The button that starts and stops the recording. */
  record: action(z.strictObject({ ...meeting, isOn: z.boolean() }), (fleet, input) => {
    roomOf(fleet, input).record(input.isOn);
    return {};
  }),
  /** What reached a server. */
  requests: action(z.strictObject({ ...server, call: z.string().optional() }), (fleet, input) =>
    serverOf(fleet, input.server).requests(input.call),
  ),
  clearRequests: action(z.strictObject(server), (fleet, input) => {
    serverOf(fleet, input.server).clearRequests();
    return {};
  }),
  /** The last request with a body; null: there was none. */
  lastUpload: action(
    z.strictObject(server),
    (fleet, input) => serverOf(fleet, input.server).lastUpload() ?? null,
  ),
  /** What a server told others, or tried to. */
  sent: action(
    z.strictObject({
      ...server,
      kind: z.enum(['meetingEndedURL', 'endCallbackUrl', 'analytics', 'hook']).optional(),
    }),
    (fleet, input) => serverOf(fleet, input.server).sent(input.kind),
  ),
  /** Who wants to hear of what happens on a server. */
  hooks: action(z.strictObject(server), (fleet, input) => serverOf(fleet, input.server).hooks()),
  /** A recording goes through its processing: the events rap-archive-started to rap-publish-ended. */
  processRecording: action(recorded, (fleet, { server: number, durationMs, internalId, ...recording }) => {
    const on = serverOf(fleet, number);
    const endTime = on.clock.now();
    const startTime = endTime - durationMs;
    const running = on.room(recording.meetingId)?.internalId;
    const recordId = internalId ?? running ?? internalIdOf(recording.meetingId, startTime);
    on.processRecording({ ...recording, startTime, endTime, internalId: recordId });
    return { recordId };
  }),
  /** The servers' requests to a host go to an origin of this machine. */
  route: action(z.strictObject({ host: z.string().min(1), origin: z.url() }), (fleet, { host, origin }) => {
    fleet.route(host, origin);
    return {};
  }),
  /** Before every answer of every server. */
  latency: action(z.strictObject({ ms: z.number().min(0).max(3_600_000) }), (fleet, { ms }) => {
    fleet.setLatency(ms);
    return {};
  }),
  /** Puts all clocks forward. */
  advance: action(z.strictObject({ ms: z.number().min(0) }), (fleet, { ms }) => {
    fleet.clock.advance(ms);
    return { now: fleet.clock.now() };
  }),
  /** Users come and go in all meetings; 0: no more. */
  traffic: action(z.strictObject({ everyMs: z.number().min(0).max(3_600_000) }), (fleet, { everyMs }) => {
    fleet.setTraffic(everyMs);
    return {};
  }),
} as const;

export type ActionName = keyof typeof actions;
export type ActionInput<A extends ActionName> = z.input<(typeof actions)[A]['input']>;
export type ActionOutput<A extends ActionName> = Awaited<ReturnType<(typeof actions)[A]['run']>>;

function serverOf(fleet: Controlled, number: number): SimulatedServer {
  const found = fleet.servers[number - 1];
  if (found === undefined)
    throw new NoSuchThing(`there is no server ${number}; there are ${fleet.servers.length}`);
  return found;
}

function roomOf(fleet: Controlled, where: { server: number; meetingId: string }): Room {
  const room = serverOf(fleet, where.server).room(where.meetingId);
  if (room === undefined) throw new NoSuchThing(`there is no such meeting on server ${where.server}`);
  return room;
}

function nobody(userId: string): NoSuchThing {
  return new NoSuchThing(`there is no user ${userId} in the meeting`);
}
