import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addServer, as, known, place, request } from '../contract/subject.ts';
import { type Fixture, openFixture } from './fixture.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = openFixture();
});
afterEach(() => fixture.close());

const store = () => fixture.store;
const redis = () => fixture.redis;
const written = () => fixture.everything();

const NEW = { id: 'bbb1', url: 'https://bbb1/api', secret: 's1', loadMultiplier: 1, tag: undefined };
const STEADY = { online: true, healthy: 0, unhealthy: 0 };

describe('what is written to Redis', () => {
  it('is, of a new server, neither state nor load nor an empty tag', async () => {
    await store().servers.add(NEW);
    await store().servers.add({ ...NEW, id: 'bbb2', tag: 'eu', loadMultiplier: 0.25 });
    const common = { url: 'https://bbb1/api', secret: 's1', online: 'false' };
    expect(await written()).toEqual({
      servers: ['bbb1', 'bbb2'],
      'server:bbb1': { ...common, load_multiplier: '1.0' },
      'server:bbb2': { ...common, load_multiplier: '0.25', tag: 'eu' },
    });
  });

  it('is, of an enabled server, its place in both sets and figures as integers', async () => {
    await store().servers.add(NEW);
    await store().servers.setState('bbb1', 'enabled');
    const figures = { meetings: 2, users: 30, largestMeeting: 20, videos: 4 };
    const update = { online: true, healthy: 0, unhealthy: 1, load: 42.5, figures };
    await store().servers.recordPoll('bbb1', await known(store(), 'bbb1'), update);
    await store().servers.recordVersion('bbb1', '3.0.4');
    expect(await written()).toEqual({
      servers: ['bbb1'],
      'server:bbb1': {
        url: 'https://bbb1/api',
        secret: 's1',
        online: 'true',
        load_multiplier: '1.0',
        state: 'enabled',
        meetings: '2',
        users: '30',
        largest_meeting: '20',
        videos: '4',
        bbb_version: '3.0.4',
      },
      server_enabled: ['bbb1'],
      server_load: ['bbb1', '42.5'],
      bbb1: { healthy_counter: '0', unhealthy_counter: '1' },
    });
  });

  it('is, of a server that is waited for, nothing but keys of our own', async () => {
    const server = await addServer(store(), { id: 'bbb1' });
    const gone = { online: false, healthy: 0, unhealthy: 0, load: undefined };
    await store().servers.recordPoll('bbb1', server, gone);
    const without = await written();
    await store().servers.recordPoll('bbb1', await known(store(), 'bbb1'), { ...gone, awaitedUntil: 1e12 });
    const stray = { id: 'm', serverId: 'bbb1', moderatorPw: 'pw', voiceBridge: '1', tenantId: undefined };
    await store().strays.note([stray], 60);
    const { 'own:awaited': awaited, 'own:strays:bbb1': strays, ...rest } = await written();
    expect(awaited).toEqual({ bbb1: '1000000000000' });
    expect(strays).toEqual({ m: JSON.stringify(stray) });
    expect(rest).toEqual(without);
    expect(await redis().pttl('own:strays:bbb1')).toBeGreaterThan(50_000);
    await store().servers.remove('bbb1');
    expect(await written()).toEqual({});
  });

  it('is, of what servers say of their meetings, one key of our own', async () => {
    await addServer(store(), { id: 'bbb1' });
    const without = await written();
    await store().rosters.record('bbb1', new Map([['maths', { name: 'Algebra', users: 12 }]]));
    const { 'own:rosters': rosters, ...rest } = await written();
    expect(rosters).toEqual({ bbb1: '[["maths","Algebra",12]]' });
    expect(rest).toEqual(without);
    await store().servers.remove('bbb1');
    expect(await written()).toEqual({});
  });

  it('is nothing of a server that the Ruby system removed, once there are more rosters than servers', async () => {
    const roster = new Map([['maths', { name: 'Algebra', users: 12 }]]);
    for (const id of ['bbb1', 'bbb2']) await addServer(store(), { id });
    await store().rosters.record('bbb1', roster);
    await redis().del('server:bbb1');
    await redis().srem('servers', 'bbb1');
    expect(await store().rosters.list()).toEqual(new Map());
    await store().rosters.record('bbb2', roster);
    expect(await redis().hkeys('own:rosters')).toEqual(['bbb2']);
  });

  it('is nothing that an earlier server of the same id left, which the Ruby system removed', async () => {
    const stray = {
      ...{ id: 'm', serverId: 'bbb1', moderatorPw: 'p' },
      ...{ voiceBridge: undefined, tenantId: undefined },
    };
    const before = await addServer(store(), { id: 'bbb1', capacity: { maxUsers: 5 } });
    const gone = { online: false, healthy: 0, unhealthy: 0, load: undefined, awaitedUntil: 1e12 };
    await store().servers.recordPoll('bbb1', before, gone);
    await store().use.recordUsers('bbb1', new Map([['', 3]]), new Map());
    await store().rosters.record('bbb1', new Map([['maths', { name: 'Algebra', users: 12 }]]));
    await store().strays.note([stray], 60);
    await redis().del('server:bbb1', 'bbb1');
    await redis().srem('servers', 'bbb1');
    await redis().srem('server_enabled', 'bbb1');
    expect(Object.keys(await written())).toContain('own:awaited');
    await store().servers.add(NEW);
    expect(Object.keys(await written()).toSorted()).toEqual(['server:bbb1', 'servers']);
  });

  it('follows the admin state through the sets', async () => {
    await addServer(store(), { id: 'bbb1', load: 3 });
    await store().servers.setState('bbb1', 'cordoned');
    expect(await written()).toMatchObject({
      cordoned_server_load: ['bbb1', '3'],
      'server:bbb1': { state: 'cordoned' },
    });
    expect(Object.keys(await written())).toEqual(['cordoned_server_load', 'server:bbb1', 'servers']);
    await store().servers.setState('bbb1', 'enabled');
    expect(await written()).toMatchObject({ server_enabled: ['bbb1'], server_load: ['bbb1', '3'] });
    await store().servers.setState('bbb1', 'disabled');
    expect(await written()).toMatchObject({ 'server:bbb1': { state: 'disabled', online: 'true' } });
    expect(Object.keys(await written())).toEqual(['server:bbb1', 'servers']);
  });

  it('follows a drained server out of all three', async () => {
    const server = await addServer(store(), { id: 'bbb1', load: 3, state: 'cordoned' });
    await store().servers.recordPoll('bbb1', server, { ...STEADY, state: 'disabled', load: undefined });
    expect(await written()).toMatchObject({ 'server:bbb1': { state: 'disabled', online: 'true' } });
    expect(Object.keys(await written())).toEqual(['server:bbb1', 'servers']);
  });

  it('never gains a state by a poll or an update', async () => {
    await redis().sadd('servers', 'old');
    await redis().sadd('server_enabled', 'old');
    await redis().hset('server:old', { url: 'https://old/api', secret: 's', online: 'false' });
    await store().servers.recordPoll('old', await known(store(), 'old'), { ...STEADY, load: 1 });
    await store().servers.update('old', { loadMultiplier: 2, tag: 'eu' });
    await store().servers.update('old', { tag: undefined });
    expect(await written()).toEqual({
      servers: ['old'],
      server_enabled: ['old'],
      server_load: ['old', '1'],
      'server:old': { url: 'https://old/api', secret: 's', online: 'true', load_multiplier: '2.0' },
    });
  });

  it('is nothing any more of a removed server', async () => {
    const server = await addServer(store(), { id: 'bbb1' });
    await store().servers.recordPoll('bbb1', server, { ...STEADY, unhealthy: 1 });
    await store().servers.suspect('bbb1', 60);
    await store().servers.remove('bbb1');
    expect(await written()).toEqual({});
  });

  it('is, of a meeting, its record, its place in the list, its number, and a note of our own', async () => {
    await addServer(store(), { id: 'bbb1' });
    await place(store(), 'room', { voiceBridges: ['12345'], moderatorPw: 'mp' });
    await place(store(), 'theirs', { voiceBridges: ['23456'], moderatorPw: 'mp', tenantId: 't1' });
    const all = await written();
    expect(all).toMatchObject({
      meetings: ['room', 'theirs'],
      'meeting:room': { server_id: 'bbb1', moderator_pw: 'mp', voice_bridge: '12345', tenant_id: '' },
      'meeting:theirs': { server_id: 'bbb1', moderator_pw: 'mp', voice_bridge: '23456', tenant_id: 't1' },
      voice_bridges: { 12345: 'room', 23456: 'theirs' },
      server_load: ['bbb1', '2'],
    });
    expect(Object.keys(all['meeting:room'] ?? {})).toHaveLength(4);
    const ours = Object.keys(all).filter((key) => key.startsWith('own:'));
    expect(ours).toEqual(['own:creating:room', 'own:creating:theirs']);
    expect(await redis().ttl('meeting:room')).toBeGreaterThan(86_390);
    expect(await redis().ttl('own:creating:room')).toBeGreaterThan(86_390);
  });

  it('is nothing any more of a forgotten meeting', async () => {
    await addServer(store(), { id: 'bbb1' });
    const before = await written();
    await place(store(), 'room');
    await store().meetings.forget('room', 'bbb1', { release: true });
    expect(await written()).toEqual(before);
  });

  it('is nothing beside the record of a settled meeting', async () => {
    await addServer(store(), { id: 'bbb1' });
    const { meeting } = await place(store(), 'room');
    await store().meetings.settle(meeting, 'settled', 86_400);
    expect(Object.keys(await written()).filter((key) => key.startsWith('own:'))).toEqual([]);
    await store().meetings.settle(meeting, 'unsure', 86_400);
    expect(await redis().ttl('own:creating:room')).toBeGreaterThan(86_390);
  });

  it('is a token as the Ruby system writes it', async () => {
    await store().tokens.put('abc', { recordId: 'rec-1', format: 'video' }, 3600);
    expect(await written()).toEqual({ protector_token_abc: '{"record_id":"rec-1","format":"video"}' });
    expect(await redis().ttl('protector_token_abc')).toBeGreaterThan(3590);
  });

  it('is, of what only this system knows, below own:', async () => {
    await store().servers.suspect('bbb1', 60);
    await store().leases.acquire(['poll'], 'me', 60_000);
    expect(Object.keys(await written())).toEqual(['own:lease:poll', 'own:suspects']);
    expect(await redis().ttl('own:lease:poll')).toBeGreaterThan(50);
  });

  it('is the health check', async () => {
    await store().check();
    await store().migrate();
    expect(await written()).toEqual({ __health_check_set__: 'true' });
  });
});

describe('what the Ruby system wrote', () => {
  const server = (id: string, fields: Record<string, string> = {}) =>
    redis().hset(`server:${id}`, { url: `https://${id}/api`, secret: 's', online: 'true', ...fields });

  it('is a server without a state: enabled by the set, else disabled', async () => {
    await redis().sadd('servers', 'in', 'out');
    await redis().sadd('server_enabled', 'in');
    await server('in');
    await server('out', { online: 'false' });
    expect(await store().servers.list()).toMatchObject([
      { id: 'in', state: 'enabled', online: true, healthy: 0, unhealthy: 0, meetings: 0, bbbVersion: '' },
      { id: 'out', state: 'disabled', online: false, load: undefined, tag: undefined },
    ]);
  });

  it('is listed as it is found, however odd', async () => {
    const odd = {
      'a-in-both': { state: 'cordoned' },
      'b-enabled': { state: 'enabled' },
      'c-stateless': {},
      'd-odd-state': { state: 'panicked' },
      'e-cordoned': { state: 'cordoned' },
      'f-unloaded': { state: 'enabled' },
    };
    for (const [id, fields] of Object.entries(odd)) {
      await redis().sadd('servers', id);
      await server(id, fields);
      await redis().zadd('cordoned_server_load', 3, id);
    }
    await redis().zrem('cordoned_server_load', 'f-unloaded');
    await redis().zadd('server_load', 5, 'a-in-both', 6, 'd-odd-state');
    await redis().set('c-stateless', 'no counters');
    await redis().hset('a-in-both', 'healthy_counter', '4', 'unhealthy_counter', 'many');
    const ids = Object.keys(odd);
    expect(await store().servers.list()).toEqual(await Promise.all(ids.map((id) => known(store(), id))));
    const loads = (await store().servers.list()).map(({ load }) => load);
    expect(loads).toEqual([5, undefined, 3, 6, 3, undefined]);
  });

  it.each([
    ['2', 2],
    ['2.0', 2],
    ['0.25', 0.25],
    ['1e1', 10],
    [undefined, 1],
    ['', 1],
    ['0', 1],
    ['-1.0', 1],
    ['lots', 1],
    ['0x10', 1],
    ['nan', 1],
    ['inf', 1],
    ['1.2.3', 1],
  ])('is a load multiplier %j: %d', async (text, value) => {
    await redis().sadd('servers', 'bbb1');
    await redis().zadd('server_load', 0, 'bbb1');
    await server('bbb1', { state: 'enabled', ...(text !== undefined && { load_multiplier: text }) });
    expect(await known(store(), 'bbb1')).toMatchObject({ loadMultiplier: value });
    await place(store(), 'room');
    expect(await known(store(), 'bbb1')).toMatchObject({ load: value });
  });

  it('is passed over where the hash of an id is missing', async () => {
    await redis().sadd('servers', 'gone', 'here');
    await redis().zadd('server_load', 1, 'gone', 2, 'here');
    await server('here', { state: 'enabled' });
    expect(await store().servers.list()).toMatchObject([{ id: 'here', load: 2 }]);
    expect(await store().servers.find('gone')).toBeUndefined();
    expect((await place(store(), 'room')).server.id).toBe('here');
    await redis().del('server:here');
    expect(await store().meetings.place(request('other'))).toEqual({ kind: 'unavailable', poolEmpty: true });
  });

  it('takes meetings when it stands in server_load, whatever else is said of it', async () => {
    for (const [id, fields] of [
      ['a-offline', { state: 'enabled', online: 'false' }],
      ['b-cordoned', { state: 'cordoned' }],
      ['c-disabled', { state: 'disabled' }],
    ] as const) {
      await server(id, fields);
      await redis().zadd('server_load', 0, id);
      expect((await place(store(), `room on ${id}`)).server.id).toBe(id);
      await redis().zrem('server_load', id);
    }
  });

  it('has no load any more once a poll sees it disabled', async () => {
    await server('bbb1', { state: 'disabled' });
    await redis().zadd('server_load', 5, 'bbb1');
    await store().servers.recordPoll('bbb1', await known(store(), 'bbb1'), STEADY);
    expect(await redis().zscore('server_load', 'bbb1')).toBeNull();
  });

  it('stands in both zsets: the next poll leaves it in the one of its state', async () => {
    await server('bbb1', { state: 'cordoned' });
    await redis().zadd('server_load', 5, 'bbb1');
    await redis().zadd('cordoned_server_load', 5, 'bbb1');
    await store().servers.recordPoll('bbb1', await known(store(), 'bbb1'), { ...STEADY, load: 7 });
    expect(await written()).toMatchObject({ cordoned_server_load: ['bbb1', '7'] });
    expect(await redis().zscore('server_load', 'bbb1')).toBeNull();
  });

  it('is an old meeting, which gets a number when it is created again', async () => {
    await addServer(store(), { id: 'bbb1' });
    await redis().hset('meeting:old', { server_id: 'bbb1', moderator_pw: 'mp' });
    const [record] = await store().meetings.find(['old']);
    expect(record).toEqual({
      meeting: {
        id: 'old',
        serverId: 'bbb1',
        moderatorPw: 'mp',
        voiceBridge: undefined,
        tenantId: undefined,
      },
      placedAgo: Number.POSITIVE_INFINITY,
      expiresIn: Number.POSITIVE_INFINITY,
    });
    await redis().hset('voice_bridges', '11111', 'other');
    const again = as(
      'known',
      await store().meetings.place(request('old', { voiceBridges: ['11111', '22222'] })),
    );
    expect(again).toMatchObject({ creation: 'settled', meeting: { voiceBridge: '22222' } });
    expect(await written()).toMatchObject({
      meetings: ['old'],
      'meeting:old': { server_id: 'bbb1', moderator_pw: 'mp', voice_bridge: '22222' },
      voice_bridges: { 11111: 'other', 22222: 'old' },
    });
    expect(await redis().hexists('meeting:old', 'tenant_id')).toBe(0);
    expect(await redis().ttl('meeting:old')).toBeGreaterThan(86_390);
  });

  it('is an old meeting without a number, all numbers taken', async () => {
    await addServer(store(), { id: 'bbb1' });
    await redis().hset('meeting:old', { server_id: 'bbb1' });
    await redis().hset('voice_bridges', '11111', 'other');
    const again = await store().meetings.place(request('old', { voiceBridges: ['11111'] }));
    expect(again).toEqual({ kind: 'noVoiceBridge' });
    expect(await redis().hgetall('meeting:old')).toEqual({ server_id: 'bbb1' });
  });

  it('is a meeting of no tenant, by an empty tenant_id', async () => {
    await addServer(store(), { id: 'bbb1' });
    await redis().hset('meeting:room', {
      server_id: 'bbb1',
      moderator_pw: 'mp',
      voice_bridge: '1',
      tenant_id: '',
    });
    expect((await store().meetings.locate('room'))?.meeting.tenantId).toBeUndefined();
    expect(await store().meetings.locate('room', { tenantId: 't1' })).toBeUndefined();
    expect(await store().meetings.place(request('room', { tenantId: 't1' }))).toEqual({ kind: 'foreign' });
  });

  it('is a meeting it created anew elsewhere: our note of an older one does not count', async () => {
    await addServer(store(), { id: 'bbb1' });
    await addServer(store(), { id: 'bbb2' });
    await place(store(), 'room');
    await redis().hset('meeting:room', 'server_id', 'bbb2');
    expect(as('known', await store().meetings.place(request('room')))).toMatchObject({
      server: { id: 'bbb2' },
      creation: 'settled',
    });
  });

  it('keeps its number although the notes were lost', async () => {
    await addServer(store(), { id: 'bbb1' });
    await place(store(), 'room', { voiceBridges: ['11111'] });
    await redis().del('voice_bridges', 'meetings');
    await store().meetings.place(request('room', { voiceBridges: ['22222'] }));
    expect(await written()).toMatchObject({ meetings: ['room'], voice_bridges: { 11111: 'room' } });
  });

  it('may bear any character', async () => {
    await addServer(store(), { id: 'bbb1' });
    for (const id of ['\0', 'a\0b', '"', 'server:x', 'own:creating:x', '\u2028']) {
      await place(store(), id);
      expect((await store().meetings.locate(id))?.meeting.id).toBe(id);
      expect(await redis().exists(`meeting:${id}`)).toBe(1);
    }
  });

  it('is a token, taken once', async () => {
    await redis().set('protector_token_abc', '{ "format": "video", "record_id": "rec-1" }');
    expect(await store().tokens.take('abc')).toEqual({ recordId: 'rec-1', format: 'video' });
    expect(await written()).toEqual({});
    for (const odd of ['', 'null', '[]', '{', '{"record_id":1,"format":"video"}']) {
      await redis().set('protector_token_odd', odd);
      expect(await store().tokens.peek('odd')).toBeUndefined();
    }
  });

  it('is a server id that is also a key: its counters never touch that key', async () => {
    for (const id of ['meetings', 'voice_bridges', 'servers', 'tenants']) {
      expect(await store().servers.add({ ...NEW, id })).toBe(false);
      await redis().sadd('servers', id);
      await server(id, { state: 'enabled' });
    }
    await redis().sadd('meetings', 'room');
    await redis().hset('voice_bridges', '11111', 'room');
    expect(await store().servers.list()).toHaveLength(4);
    await store().servers.recordPoll('meetings', await known(store(), 'meetings'), {
      ...STEADY,
      unhealthy: 1,
    });
    await store().servers.remove('meetings');
    await store().servers.remove('voice_bridges');
    expect(await written()).toMatchObject({
      servers: ['servers', 'tenants'],
      meetings: ['room'],
      voice_bridges: { 11111: 'room' },
    });
  });

  it('left something behind of a removed server: a new one of that id does not inherit it', async () => {
    await redis().zadd('server_load', 0, 'bbb1');
    await redis().zadd('cordoned_server_load', 0, 'bbb1');
    await redis().sadd('server_enabled', 'bbb1');
    await redis().hset('bbb1', { healthy_counter: '7', unhealthy_counter: '7' });
    await store().servers.add(NEW);
    expect(Object.keys(await written())).toEqual(['server:bbb1', 'servers']);
  });

  it('wrote to a server that was removed meanwhile: what that left is no server', async () => {
    const leftover = { online: 'true', bbb_version: '2.7' };
    await redis().hset('server:bbb1', leftover);
    await redis().sadd('servers', 'bbb1');
    expect(await store().servers.list()).toEqual([]);
    expect(await store().servers.setState('bbb1', 'enabled')).toBeUndefined();
    expect(await store().servers.update('bbb1', { tag: 'eu' })).toBeUndefined();
    await store().servers.recordVersion('bbb1', '3.0');
    expect(await written()).toEqual({ servers: ['bbb1'], 'server:bbb1': leftover });
    expect(await store().servers.add(NEW)).toBe(true);
    expect(await redis().hgetall('server:bbb1')).not.toHaveProperty('bbb_version');
  });

  it('wrote to a server that was removed meanwhile: removing it clears what is left', async () => {
    await redis().hset('server:bbb1', { online: 'true' });
    await redis().sadd('servers', 'bbb1');
    expect(await store().servers.remove('bbb1')).toBe(false);
    expect(await written()).toEqual({});
  });
});

describe('leftovers of expired records', () => {
  it('are cleared from list and numbers at once where the meeting is listed', async () => {
    await redis().sadd('meetings', 'old', 'alive');
    await redis().hset('meeting:alive', { server_id: 'bbb1' });
    await redis().hset('voice_bridges', { 11111: 'old', 22222: 'old', 33333: 'alive' });
    expect(await store().meetings.sweep(new Set())).toEqual({ cleared: 3, orphans: new Set() });
    expect(await written()).toMatchObject({ meetings: ['alive'], voice_bridges: { 33333: 'alive' } });
  });

  it('may be numbers of a create under way in another system, so those are looked at twice', async () => {
    await redis().hset('voice_bridges', { 11111: 'lost', 22222: 'coming' });
    const first = await store().meetings.sweep(new Set());
    expect(first.cleared).toBe(0);
    expect(first.orphans.size).toBe(2);
    await redis().hset('meeting:coming', { server_id: 'bbb1' });
    await redis().hset('voice_bridges', '33333', 'fresh');
    const second = await store().meetings.sweep(first.orphans);
    expect(second.cleared).toBe(1);
    expect(await redis().hgetall('voice_bridges')).toEqual({ 22222: 'coming', 33333: 'fresh' });
    expect((await store().meetings.sweep(second.orphans)).cleared).toBe(1);
    expect(await redis().hgetall('voice_bridges')).toEqual({ 22222: 'coming' });
  });

  it('are cleared by the thousand', async () => {
    const ids = Array.from({ length: 3000 }, (_, index) => `meeting ${index}`);
    await redis().sadd('meetings', ...ids);
    await redis().hset(
      'voice_bridges',
      Object.fromEntries(ids.map((id, index) => [String(10_000 + index), id])),
    );
    expect(await store().meetings.sweep(new Set())).toEqual({ cleared: 6000, orphans: new Set() });
    expect(await written()).toEqual({});
  });
});

describe('tenants of the Ruby system', () => {
  it('have optional fields, some left empty', async () => {
    await redis().sadd('tenants', 't1', 'gone');
    await redis().hset('tenant:t1', {
      name: 'school',
      secrets: 'a::b:',
      lrs_endpoint: 'http://lrs',
      lrs_username: '',
    });
    await redis().hset('tenant_name:school', { id: 't1' });
    const tenant = { id: 't1', name: 'school', secrets: ['a', 'b'], lrs: { lrs_endpoint: 'http://lrs' } };
    expect(await store().tenants.list()).toEqual([tenant]);
    expect(await store().tenants.findByName('school')).toEqual(tenant);
  });

  it('are found by lower-case name also when they were named otherwise', async () => {
    await redis().sadd('tenants', 't1');
    await redis().hset('tenant:t1', { name: 'School', secrets: 'a' });
    await redis().hset('tenant_name:School', { id: 't1' });
    expect(await store().tenants.findByName('school')).toMatchObject({ id: 't1', name: 'School' });
    await redis().del('tenant_name:School');
    expect(await store().tenants.findByName('school')).toBeUndefined();
  });

  it('do not exist by a name alone', async () => {
    await redis().hset('tenant_name:school', { id: 'gone' });
    expect(await store().tenants.findByName('school')).toBeUndefined();
  });

  it('have settings, of which some are gone', async () => {
    await redis().sadd('tenant_settings:t1', 's2', 's1', 'gone');
    await redis().hset('tenant_setting:s1', {
      param: 'logo',
      value: 'x',
      override: 'false',
      tenant_id: 't1',
    });
    await redis().hset('tenant_setting:s2', {
      param: 'duration',
      value: '60',
      override: 'true',
      tenant_id: 't1',
    });
    expect(await store().tenants.settings('t1')).toEqual([
      { id: 's1', tenantId: 't1', param: 'logo', value: 'x', override: false },
      { id: 's2', tenantId: 't1', param: 'duration', value: '60', override: true },
    ]);
  });
});
