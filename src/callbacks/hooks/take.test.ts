import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type HookManner, USUAL } from '../../bbb/hook-post.ts';
import { innerId } from '../../cluster/isolated-id.ts';
import type { MeetingRecord } from '../../cluster/meeting.ts';
import type { NewEvent } from '../ports.ts';
import { readHookPayload } from './payload.ts';
import type { Hook, HookStore, KnownMeeting } from './ports.ts';
import { readPost, takeHookPost } from './take.ts';
import { createWhose, type WhoseDeps } from './whose.ts';

const hookOf = (id: string, change: Partial<Hook> = {}): Hook => ({
  id,
  callbackUrl: `https://lms.example.com/hook/${id}`,
  tenantId: undefined,
  meetingId: undefined,
  events: [],
  kind: 'mapped',
  signer: 'abc',
  createdAt: 0,
  failingSince: undefined,
  ...change,
});

const internal = (meetingId: string): string =>
  `${createHash('sha1').update(meetingId).digest('hex')}-1532718208098`;

/** As bbb-webhooks makes it. */
const event = (id: string, meetingId: string, metadata?: Record<string, string>) => ({
  data: {
    type: 'event',
    id,
    attributes: {
      meeting: {
        'internal-meeting-id': internal(meetingId),
        'external-meeting-id': meetingId,
        ...(metadata && { metadata }),
      },
    },
    event: { ts: 1532718316938 },
  },
});

const rawEvent = (name: string, meetingId: string) => ({
  envelope: { name, routing: { sender: 'bbb-apps-akka' } },
  core: { header: { name }, body: { meetingId: internal(meetingId) } },
});

const record = (id: string, tenantId?: string, serverId = 'bbb1'): MeetingRecord => ({
  meeting: { id, serverId, moderatorPw: '', voiceBridge: undefined, tenantId },
  placedAgo: 0,
  expiresIn: 1,
});

interface World {
  hooks: Hook[];
  records: MeetingRecord[];
  listed: Awaited<ReturnType<WhoseDeps['listed']>>[number][];
  byTenant: boolean;
  readonly known: KnownMeeting[];
  readonly asked: string[];
  readonly queue: NewEvent[];
}

let world: World;
let whose: ReturnType<typeof createWhose>;

beforeEach(() => {
  world = { hooks: [hookOf('1')], records: [], listed: [], byTenant: false, known: [], asked: [], queue: [] };
  restarted();
});

/** A process that remembers nothing but what is stored. */
function restarted(): void {
  whose = createWhose({
    hooks: {
      remember: async (meetings) => void world.known.push(...meetings),
      recall: async (serverId, ids) =>
        world.known.filter((one) => one.serverId === serverId && ids.includes(one.internalId)),
    },
    meetings: { find: async (ids) => world.records.filter(({ meeting }) => ids.includes(meeting.id)) },
    urlsOf: async () => undefined,
    listed: async (serverId) => {
      world.asked.push(serverId);
      return world.listed;
    },
    get byTenant() {
      return world.byTenant;
    },
  });
}

const interested: HookStore['interested'] = async (kind, ids, owners) =>
  world.hooks.filter(
    ({ kind: own, meetingId, tenantId }) =>
      own === kind && (meetingId === undefined || ids.includes(meetingId)) && owners.includes(tenantId),
  );

async function take(
  content: unknown,
  { timestamp = '1532718316953', manner = USUAL }: { timestamp?: string; manner?: HookManner } = {},
): Promise<NewEvent[]> {
  const fields = [
    { name: 'event', value: JSON.stringify(content) },
    { name: 'timestamp', value: timestamp },
    { name: 'domain', value: 'bbb.example.com' },
  ];
  const added: NewEvent[] = [];
  const addAll = async (events: readonly NewEvent[]): Promise<void> => {
    for (const one of events) if (!world.queue.some(({ id }) => id === one.id)) added.push(one);
    world.queue.push(...added);
  };
  const deps = { hooks: { interested }, whose, outbox: { addAll }, byTenant: world.byTenant };
  const post = { serverId: 'bbb1', fields, manner };
  const told = readPost(post);
  if (told) await takeHookPost(deps, post, told);
  return added;
}

const heardBy = (events: readonly NewEvent[]) => events.map(({ payload }) => readHookPayload(payload).hookId);
const toldIn = (one: NewEvent | undefined): unknown =>
  JSON.parse(
    readHookPayload(one?.payload ?? '{}').fields.find(({ name }) => name === 'event')?.value ?? 'null',
  );

describe('what a server tells', () => {
  it('is queued once for each hook, as it came', async () => {
    world.hooks.push(hookOf('2'));
    const said = event('user-joined', 'room');
    const [one, other, ...more] = await take(said);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ kind: 'hook', receiver: 'https://lms.example.com#1', subject: 'room' });
    expect(other?.receiver).toBe('https://lms.example.com#2');
    expect(readHookPayload(one?.payload ?? '')).toEqual({
      hookId: '1',
      manner: USUAL,
      fields: [
        { name: 'event', value: JSON.stringify(said) },
        { name: 'timestamp', value: '1532718316953' },
        { name: 'domain', value: 'bbb.example.com' },
      ],
    });
    expect(await take(said)).toEqual([]);
    expect(await take(said, { timestamp: '1532718316954' })).toHaveLength(2);
  });

  it('comes in batches, each event of which is queued by itself, also one that is just like another', async () => {
    const batch = [event('user-joined', 'room'), event('user-left', 'room'), event('user-left', 'room')];
    const queued = await take(batch);
    expect(queued.map(toldIn)).toEqual(batch.map((one) => [one]));
    expect(await take(batch)).toEqual([]);
    // In another batch, as when a retry carries more.
    expect(await take([...batch, event('meeting-ended', 'room')])).toHaveLength(1);
  });

  it('goes to the hooks that ask for such events, of such meetings', async () => {
    world.hooks = [
      hookOf('1', { events: ['meeting-ended', 'user-left'] }),
      hookOf('2', { meetingId: 'room' }),
      hookOf('3', { meetingId: 'other' }),
      hookOf('4', { meetingId: 'room', events: ['user-joined'] }),
    ];
    expect(heardBy(await take(event('user-left', 'room')))).toEqual(['1', '2']);
    expect(heardBy(await take(event('user-joined', 'other')))).toEqual(['3']);
    expect(heardBy(await take(event('user-joined', 'room')))).toEqual(['2', '4']);
  });

  it('can be anything, and nothing', async () => {
    expect(await take({ data: null })).toHaveLength(1);
    expect(await take([])).toEqual([]);
    for (const content of ['x', 7, null, [7], [[]]]) expect(await take(content)).toEqual([]);
    expect(readPost({ fields: [{ name: 'event', value: '{"data":' }] })).toBeUndefined();
    expect(readPost({ fields: [] })).toBeUndefined();
  });

  it('raw goes to the hooks that want it so, its meeting told by the server', async () => {
    world.hooks = [hookOf('1', { kind: 'raw', events: ['user-joined'], meetingId: 'room' }), hookOf('2')];
    world.listed = [{ internalId: internal('room'), meetingId: 'room', tenantId: undefined }];
    expect(heardBy(await take(rawEvent('UserJoinedMeetingEvtMsg', 'room')))).toEqual(['1']);
    expect(await take(rawEvent('UserLeftMeetingEvtMsg', 'room'))).toEqual([]);
    expect(world.asked).toEqual(['bbb1']);
  });
});

describe('with tenants, what a server tells', () => {
  beforeEach(() => {
    world.byTenant = true;
    world.hooks = [hookOf('1', { tenantId: 't1' }), hookOf('2', { tenantId: 't2' }), hookOf('3')];
  });

  it('is heard by the tenant alone that the meeting says it is of', async () => {
    expect(heardBy(await take(event('meeting-created', 'a', { 'tenant-id': 't1' })))).toEqual(['1']);
    // BBB writes the names otherwise, too.
    expect(heardBy(await take(event('meeting-created', 'b', { tenant_id: 't2' })))).toEqual(['2']);
    expect(heardBy(await take(event('meeting-created', 'c', {})))).toEqual(['3']);
    // A front-end may add what looks like it.
    const forged = event('meeting-created', 'd', { tenant_id: 't2', 'tenant-id': 't1' });
    expect(heardBy(await take(forged))).toEqual(['1']);
  });

  it('is remembered, so that what is told when the meeting is over goes to the same', async () => {
    await take(event('meeting-created', 'a', { 'tenant-id': 't1' }));
    restarted();
    expect(heardBy(await take(event('meeting-ended', 'a')))).toEqual(['1']);
    const published = {
      data: { type: 'event', id: 'rap-publish-ended', attributes: { 'record-id': internal('a') } },
    };
    expect(heardBy(await take(published))).toEqual(['1']);
    expect(world.asked).toEqual([]);
  });

  it('is of the tenant on record for its server', async () => {
    world.records = [record('a', 't2')];
    expect(heardBy(await take(event('user-joined', 'a')))).toEqual(['2']);
    // The server has another one of that name by now, and nobody knows whose this was.
    expect(await take({ ...event('rap-publish-ended', 'a'), x: 1 })).toHaveLength(1);
    restarted();
    world.known.splice(0);
    expect(await take({ ...event('rap-publish-ended', 'a'), x: 2 })).toEqual([]);
    world.records = [record('b', 't2', 'bbb9')];
    expect(await take(event('user-joined', 'b'))).toEqual([]);
  });

  it('is of the tenant that the server lists it with; nobody hears what nobody knows of', async () => {
    world.listed = [{ internalId: internal('a'), meetingId: 'a', tenantId: 't1' }];
    expect(heardBy(await take([event('user-joined', 'a'), event('user-joined', 'b')]))).toEqual(['1']);
    expect(await take({ data: { id: 'system' } })).toEqual([]);
  });

  it('calls the meeting what its tenant calls it', async () => {
    const inside = innerId('t1', 'maths');
    world.hooks.push(hookOf('4', { tenantId: 't1', meetingId: 'maths' }));
    world.hooks.push(hookOf('5', { tenantId: 't1', meetingId: 'physics' }));
    const queued = await take(
      event('meeting-created', inside, { 'tenant-id': 't1', 'tenant-meeting-id': 'maths' }),
    );
    expect(heardBy(queued)).toEqual(['1', '4']);
    const told = JSON.stringify(toldIn(queued[0]));
    expect(told).toContain('"external-meeting-id":"maths"');
    expect(told).not.toContain(inside);
    expect(told).not.toContain('tenant-meeting-id');
  });

  it('finds the hook of a meeting whose inner ID is a hash', async () => {
    const own = 'x'.repeat(250);
    const inside = innerId('t1', own);
    world.hooks = [hookOf('1', { tenantId: 't1', meetingId: own })];
    const [told] = await take(
      event('meeting-created', inside, { 'tenant-id': 't1', 'tenant-meeting-id': own }),
    );
    expect(JSON.stringify(toldIn(told))).toContain(own);
    // A lie about it changes nothing.
    const [lie] = await take(
      event('meeting-created', innerId('t1', `${own}!`), { 'tenant-id': 't1', 'tenant-meeting-id': own }),
    );
    expect(lie).toBeUndefined();
  });
});
