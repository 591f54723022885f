import { z } from 'zod';
import { type BbbClient, CallFailure } from '../bbb/client.ts';
import { readFields, readReply } from '../bbb/scanner.ts';
import { isAwaited } from '../cluster/awaited.ts';
import { ownId } from '../cluster/isolated-id.ts';
import type { Meeting, MeetingRecord } from '../cluster/meeting.ts';
import { reason } from '../cluster/reasons.ts';
import { type Attendance, attendanceIn, nameFor, type Rosters } from '../cluster/roster.ts';
import type { Server } from '../cluster/server.ts';
import type { OperationContext } from './context.ts';
import { known } from './failure.ts';
import { meetingId, page, paging, serverId, tenantId } from './fields.ts';
import { isoTime } from './moment.ts';
import { operation } from './operation.ts';
import { whyField, whyOf } from './why.ts';

const meetingSchema = z
  .object({
    id: z.string().meta({ description: 'Its id', examples: ['room-42'] }),
    server: z.string().meta({ description: 'The id of the server it is on', examples: ['bbb1.example.com'] }),
    tenant: z
      .string()
      .nullable()
      .meta({ description: 'The id of its tenant; null: none', examples: [null] }),
    tenant_meeting_id: z
      .string()
      .optional()
      .meta({ description: 'What its tenant calls it, where that is another id', examples: ['room-42'] }),
    voice_bridge: z
      .string()
      .nullable()
      .meta({ description: 'Its dial-in number', examples: ['70123'] }),
    since: z
      .string()
      .nullable()
      .meta({
        description:
          'When its server created it, by the last poll; until that has seen it, when it was placed or created once more. null: not known',
        examples: ['2026-11-20T10:05:00.000Z'],
      }),
    name: z
      .string()
      .nullable()
      .meta({
        description: 'What it is called, by the last poll of its server; null: that said nothing of it',
        examples: ['Algebra'],
      }),
    users: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'How many are in it, by the same poll', examples: [12] }),
  })
  .meta({ id: 'Meeting', description: 'A meeting on record, and where it is' });

function meetingJson(record: MeetingRecord, rosters: Rosters, now: number): z.input<typeof meetingSchema> {
  const { meeting } = record;
  const { id, serverId: server, tenantId: tenant = null, voiceBridge: voice_bridge = null } = meeting;
  const own = tenant === null ? undefined : ownId(tenant, id);
  const said = attendanceIn(rosters, meeting);
  const { name = null, users = null } = said ?? {};
  return {
    id,
    server,
    tenant,
    ...(own !== undefined && { tenant_meeting_id: own }),
    voice_bridge,
    since: begunAt(said) ?? placedAt(record, now),
    name,
    users,
  };
}

/** When its server created it; undefined: nothing was said of that. */
export function begunAt(said: Attendance | undefined): string | undefined {
  return said?.createdAt === undefined ? undefined : isoTime(said.createdAt);
}

/** When it was placed, by a clock that says `now`; null: the record does not tell. */
export function placedAt({ placedAgo }: Pick<MeetingRecord, 'placedAgo'>, now: number): string | null {
  return Number.isFinite(placedAgo) ? isoTime(now - placedAgo) : null;
}

/** Whether it is on this server and this tenant's; undefined: whichever. */
export function isOf(meeting: Meeting, server: string | undefined, tenant: string | undefined): boolean {
  return (
    (server === undefined || meeting.serverId === server) &&
    (tenant === undefined || meeting.tenantId === tenant)
  );
}

export const listMeetings = operation({
  name: 'meetings.list',
  method: 'GET',
  path: '/meetings',
  scope: 'read',
  summary: 'List the meetings on record, or find some, in the order of their ids',
  description: 'A meeting is on record from its create until the poller finds it gone.',
  input: z.object({
    search: z
      .string()
      .optional()
      .meta({
        description: 'Part of the id or the name, in whatever letter case, or the dial-in number',
        examples: ['room'],
      }),
    server: serverId.optional().meta({ description: 'Only those on this server' }),
    tenant: tenantId.optional().meta({ description: 'Only those of this tenant' }),
    ...paging,
  }),
  output: page(meetingSchema),
  async run({ store, now }, { search, server, tenant, cursor, limit }) {
    const time = now();
    const text = search?.toLowerCase() ?? '';
    const rosters = await (server === undefined ? store.rosters.list() : store.rosters.of(server));
    const found: MeetingRecord[] = [];
    for await (const chunk of store.meetings.records()) {
      found.push(
        ...chunk.filter(
          ({ meeting }) =>
            isOf(meeting, server, tenant) &&
            isFound(meeting, text, rosters) &&
            (cursor === undefined || meeting.id > cursor),
        ),
      );
    }
    found.sort((a, b) => (a.meeting.id < b.meeting.id ? -1 : 1));
    const items = found.slice(0, limit).map((record) => meetingJson(record, rosters, time));
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  },
});

/** `text`: in lower case. */
function isFound(meeting: Meeting, text: string, rosters: Rosters): boolean {
  if (meeting.id.toLowerCase().includes(text) || meeting.voiceBridge === text) return true;
  return attendanceIn(rosters, meeting)?.name.toLowerCase().includes(text) ?? false;
}

const count = (description: string) =>
  z
    .number()
    .int()
    .nullable()
    .meta({ description, examples: [5] });
const text = (description: string, example: string) =>
  z
    .string()
    .nullable()
    .meta({ description, examples: [example] });

const live = z
  .object({
    name: text('What it is called', 'Algebra'),
    internal_id: text('Its id at BBB', '183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585189'),
    created: text('When it was created, as BBB wrote it', 'Sat Nov 21 10:05:00 UTC 2026'),
    running: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether anybody is in it', examples: [true] }),
    recorded: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether it may be recorded', examples: [false] }),
    participants: count('People in it'),
    moderators: count('Moderators in it'),
    videos: count('Webcams that are on'),
  })
  .meta({ id: 'LiveMeeting', description: 'What its server says of a meeting now' });

export const showMeeting = operation({
  name: 'meetings.show',
  method: 'GET',
  path: '/meetings/{id}',
  scope: 'read',
  summary: 'Show a meeting, and what its server says of it now',
  input: z.object({ id: meetingId }),
  output: meetingSchema.extend({
    live: live.nullable().meta({ description: 'What its server says; null: it says nothing' }),
    failure: z
      .string()
      .nullable()
      .meta({ description: 'Why its server says nothing; null: it does', examples: [null] }),
    why: whyField,
  }),
  async run(context, { id }) {
    const [found] = await context.store.meetings.find([id]);
    const record = known('meeting', id, found);
    const { serverId } = record.meeting;
    const { servers, rosters } = context.store;
    const [server, said] = await Promise.all([servers.find(serverId), rosters.of(serverId)]);
    const answer = await askServer(context, server, id);
    return {
      ...meetingJson(record, said, context.now()),
      live: typeof answer === 'string' ? null : liveJson(record.meeting, answer),
      failure: typeof answer === 'string' ? answer : null,
      why: typeof answer === 'string' ? whyOf(answer) : null,
    };
  },
});

/** The answer to getMeetingInfo, or why there is none. */
async function askServer(
  { client }: Pick<OperationContext, 'client'>,
  server: Server | undefined,
  meetingId: string,
): Promise<Buffer | string> {
  if (server === undefined) return reason('noServer', {});
  const bbb: BbbClient = await client();
  try {
    const params = [{ name: 'meetingID', value: meetingId }];
    const body = await bbb.call(server, { call: 'getMeetingInfo', params });
    const head = readReply(body);
    if (head?.returncode === 'SUCCESS') return body;
    return head?.message ?? head?.messageKey ?? reason('noReply', {});
  } catch (error) {
    if (error instanceof CallFailure)
      return isAwaited(server) ? awaitedFailure(error, server.awaitedUntil) : error.message;
    throw error;
  }
}

function awaitedFailure({ serverId, reason: why }: CallFailure, until: number): string {
  return reason('awaited', { server: serverId, reason: why, until: isoTime(until) });
}

const FIELDS = {
  name: 'meetingName',
  internal: 'internalMeetingID',
  created: 'createDate',
  running: 'running',
  recorded: 'recording',
  participants: 'participantCount',
  moderators: 'moderatorCount',
  videos: 'videoCount',
} as const;

function liveJson(meeting: Meeting, body: Buffer): z.input<typeof live> {
  const read = readFields(body, Object.values(FIELDS)) ?? {};
  const told = (name: keyof typeof FIELDS): string | null => read[FIELDS[name]]?.trim() || null;
  const flag = (name: keyof typeof FIELDS): boolean | null => {
    const value = told(name);
    return value === null ? null : value === 'true';
  };
  const number = (name: keyof typeof FIELDS): number | null => {
    const value = told(name);
    return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null;
  };
  const name = told('name');
  return {
    name: name === null ? null : nameFor(meeting, name),
    internal_id: told('internal'),
    created: told('created'),
    running: flag('running'),
    recorded: flag('recorded'),
    participants: number('participants'),
    moderators: number('moderators'),
    videos: number('videos'),
  };
}
