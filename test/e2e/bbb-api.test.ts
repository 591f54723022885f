import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { voiceBridgeNumbers } from '../../src/cluster/voice-bridge.ts';
import type { SimulatedServer } from '../../src/simulator/simulated-server.ts';
import { type Balancer, bringOnline, field, read, signText, startBalancer, storeKinds } from './balancer.ts';

let unique = 0;

/** A meeting ID that no other story uses. */
function newId(): string {
  unique += 1;
  return `room ${unique} – Übung`;
}

describe.each(storeKinds)('the BBB API on the %s store', (store) => {
  let pool: Balancer;
  beforeAll(async () => {
    pool = await startBalancer({ store, fleet: { servers: 3 }, env: { BUILD_NUMBER: '42' } });
  });
  afterAll(() => pool.close());
  beforeEach(async () => {
    for (const server of pool.fleet.servers) {
      await server.fault('none');
      server.clearRequests();
    }
  });

  function serverOf(id: string | undefined): SimulatedServer {
    const server = pool.fleet.servers.find((one) => one.id === id);
    if (server === undefined) throw new Error(`no server ${id}`);
    return server;
  }

  async function create(meetingID: string, params: Record<string, string> = {}) {
    return await pool.call('create', { meetingID, name: 'A room', ...params });
  }

  async function home(meetingID: string): Promise<SimulatedServer> {
    return serverOf(await pool.home(meetingID));
  }

  function sent(server: SimulatedServer, call: string): Record<string, string | undefined> {
    const request = server.requests(call).at(-1);
    return Object.fromEntries((request?.params ?? []).map(({ name, value }) => [name, value]));
  }

  it('names its version without a checksum', async () => {
    for (const path of ['/bigbluebutton/api', '/bigbluebutton/api/', '//bigbluebutton//api?x=1']) {
      const reply = await read(await fetch(pool.origin + path));
      expect(reply).toMatchObject({ status: 200, returncode: 'SUCCESS' });
      expect(reply.headers.get('content-type')).toBe('application/xml; charset=utf-8');
      expect(reply.text).toContain('<version>2.0</version><apiVersion>2.0</apiVersion><build>42</build>');
    }
  });

  it('creates a meeting, tells the server’s own answer, and keeps to that server', async () => {
    const meetingID = newId();
    const first = await create(meetingID);
    expect(first).toMatchObject({ status: 200, returncode: 'SUCCESS' });
    expect(field(first.text, 'meetingID')).toBe(meetingID);
    const server = await home(meetingID);
    expect(field(first.text, 'createTime')).toBe(String(server.room(meetingID)?.createTime));
    const again = await create(meetingID);
    expect(again).toMatchObject({ returncode: 'SUCCESS', key: 'duplicateWarning' });
    expect(field(again.text, 'moderatorPW')).toBe(field(first.text, 'moderatorPW'));
    expect(pool.fleet.servers.filter((one) => one.room(meetingID) !== undefined)).toEqual([server]);
  });

  it('gives a new meeting a moderator password and its voice bridge, a known one only the number', async () => {
    const meetingID = newId();
    await create(meetingID, { moderatorPW: ' ', voiceBridge: '12345' });
    const server = await home(meetingID);
    const voiceBridge = voiceBridgeNumbers(meetingID, 9)[0];
    expect(sent(server, 'create')['moderatorPW']).toMatch(/^[A-Za-z0-9]{8}$/);
    expect(sent(server, 'create')['voiceBridge']).toBe(voiceBridge);
    await create(meetingID);
    expect(sent(server, 'create')).not.toHaveProperty('moderatorPW');
    expect(sent(server, 'create')['voiceBridge']).toBe(voiceBridge);
  });

  it('gives a meeting the first of its numbers that is free', async () => {
    const meetingID = newId();
    const numbers = voiceBridgeNumbers(meetingID, 9);
    for (const taken of numbers.slice(0, 4)) {
      await pool.store.meetings.place({
        ...{ meetingId: newId(), tenantId: undefined, moderatorPw: '', voiceBridges: [taken], exclude: [] },
        ...{ tag: { tags: [undefined], required: true, text: '' }, ttl: 60, inFlightFor: 0 },
      });
    }
    await create(meetingID);
    expect(sent(await home(meetingID), 'create')['voiceBridge']).toBe(numbers[4]);
  });

  it('passes on whatever a client sends, in its order, encoded anew and signed for the server', async () => {
    const meetingID = newId();
    const query = 'userdata-x=%C3%BC+1&meta_a=&flag&meta_a=2&name=room&a%5B%5D=1';
    const full = `${query}&meetingID=${encodeURIComponent(meetingID)}`;
    const url = `${pool.origin}/bigbluebutton/api/create?${signText('create', full)}`;
    expect(await read(await fetch(url))).toMatchObject({ returncode: 'SUCCESS' });
    const params = (await home(meetingID)).requests('create')[0]?.params ?? [];
    expect(params.slice(0, 6)).toEqual([
      { name: 'userdata-x', value: 'ü 1' },
      { name: 'meta_a', value: '' },
      { name: 'flag', value: undefined },
      { name: 'meta_a', value: '2' },
      { name: 'name', value: 'room' },
      { name: 'a[]', value: '1' },
    ]);
  });

  it('sends a join to the meeting’s server, signed for it, and counts it', async () => {
    const meetingID = newId();
    await create(meetingID, { moderatorPW: 'mp' });
    const server = await home(meetingID);
    const before = (await pool.load(server.id)) ?? 0;
    const reply = await pool.call('join', { meetingID, fullName: 'Zoë', password: 'mp', redirect: 'false' });
    expect(reply).toMatchObject({ status: 302, text: '' });
    const location = reply.headers.get('location') ?? '';
    expect(location.startsWith(`${server.url}/join?`)).toBe(true);
    expect(await pool.load(server.id)).toBe(before + 1);
    expect(field(await (await fetch(location)).text(), 'returncode')).toBe('SUCCESS');
  });

  it('counts a create once, and a repeated one not at all', async () => {
    const meetingID = newId();
    const loads = async () =>
      await Promise.all(pool.fleet.servers.map(async ({ id }) => (await pool.load(id)) ?? 0));
    const sum = async () => (await loads()).reduce((a, b) => a + b, 0);
    const before = await sum();
    await create(meetingID);
    await create(meetingID);
    expect(await sum()).toBe(before + 1);
  });

  it('spreads meetings over the servers by their load', async () => {
    const ids = Array.from({ length: 9 }, newId);
    const before = new Map(
      await Promise.all(pool.fleet.servers.map(async ({ id }) => [id, (await pool.load(id)) ?? 0] as const)),
    );
    await Promise.all(ids.map((id) => create(id)));
    const loads = await Promise.all(pool.fleet.servers.map(async ({ id }) => (await pool.load(id)) ?? 0));
    expect(loads.reduce((a, b) => a + b, 0)).toBe([...before.values()].reduce((a, b) => a + b, 0) + 9);
    const highest = Math.max(...before.values());
    // nobody is raised above the others while one lies below
    for (const load of loads) expect(load).toBeLessThanOrEqual(Math.max(highest, Math.min(...loads) + 1));
  });

  it('asks the meeting’s server what it knows, and knows itself what is unknown', async () => {
    const meetingID = newId();
    await create(meetingID, { meta_x: 'y' });
    const info = await pool.call('getMeetingInfo', { meetingID });
    expect(info.text).toContain('<x><![CDATA[y]]></x>');
    expect(await pool.call('isMeetingRunning', { meetingID })).toMatchObject({ returncode: 'SUCCESS' });
    expect((await pool.call('isMeetingRunning', { meetingID: 'nobody' })).text).toContain(
      '<running>false</running>',
    );
    for (const call of ['getMeetingInfo', 'end', 'join', 'sendChatMessage']) {
      expect(await pool.call(call, { meetingID: 'nobody' })).toMatchObject({ status: 200, key: 'notFound' });
    }
    expect(await pool.call('sendChatMessage', { meetingID, message: 'hi' })).toMatchObject({
      returncode: 'SUCCESS',
    });
    expect(sent(await home(meetingID), 'sendChatMessage')).toMatchObject({ meetingID, message: 'hi' });
  });

  it('needs a meetingID', async () => {
    for (const call of ['create', 'join', 'end', 'isMeetingRunning', 'getMeetingInfo', 'sendChatMessage']) {
      for (const params of [{}, { meetingID: '' }, { meetingID: ' ' }]) {
        expect(await pool.call(call, params)).toMatchObject({
          status: 200,
          returncode: 'FAILED',
          key: 'missingParamMeetingID',
          message: 'You must specify a meeting ID for the meeting.',
        });
      }
    }
  });

  it('forgets a meeting when BBB has ended it, and only then', async () => {
    const meetingID = newId();
    await create(meetingID, { moderatorPW: 'mp' });
    const server = await home(meetingID);
    await server.fault('refuse');
    expect(await pool.call('end', { meetingID, password: 'mp' })).toMatchObject({
      key: 'internalError',
      message: 'Unable to access meeting on server.',
    });
    expect(await pool.home(meetingID)).toBe(server.id);
    await server.fault('none');
    expect(await pool.call('end', { meetingID, password: 'wrong' })).toMatchObject({ returncode: 'FAILED' });
    expect(await pool.home(meetingID)).toBe(server.id);
    expect(await pool.call('end', { meetingID, password: 'mp' })).toMatchObject({ returncode: 'SUCCESS' });
    expect(await pool.home(meetingID)).toBeUndefined();
  });

  it('lists the meetings of all servers, and leaves out a server that fails', async () => {
    const ids = [newId(), newId(), newId()];
    for (const id of ids) await create(id);
    const unknown = pool.fleet.servers[0]?.createRoom({ meetingId: 'made behind our back', name: 'x' });
    const listed = await pool.call('getMeetings');
    for (const id of [...ids, 'made behind our back'])
      expect(listed.text).toContain(`<meetingID>${id}</meetingID>`);
    expect(listed.text).not.toContain('messageKey');
    const broken = await home(ids[0] ?? '');
    await broken.fault('500');
    const rest = await pool.call('getMeetings');
    expect(rest.returncode).toBe('SUCCESS');
    // By the room itself: other stories leave a second room of the same meeting on another server.
    for (const room of broken.rooms()) expect(rest.text).not.toContain(room.internalId);
    if (unknown !== undefined) pool.fleet.servers[0]?.endRoom(unknown);
  });

  it('refuses what is not signed, before it looks at anything else', async () => {
    for (const call of [
      'create',
      'join',
      'end',
      'isMeetingRunning',
      'getMeetingInfo',
      'getMeetings',
      'sendChatMessage',
    ]) {
      const reply = await read(await fetch(pool.url(call, {}, 'wrong'), { redirect: 'manual' }));
      expect(reply).toMatchObject({
        status: 200,
        key: 'checksumError',
        message: 'You did not pass the checksum security check',
      });
      expect((await read(await fetch(`${pool.origin}/bigbluebutton/api/${call}`))).key).toBe('checksumError');
    }
  });

  it('supports nothing else, whatever the verb', async () => {
    const tried: [string, string][] = [
      ['GET', '/bigbluebutton/api/Create'],
      ['GET', '/bigbluebutton/api/create.xml'],
      ['GET', '/bigbluebutton/api.json'],
      ['GET', '/foo'],
      ['PUT', '/bigbluebutton/api/create'],
      ['DELETE', '/'],
      ['OPTIONS', '/bigbluebutton/api'],
      ['POST', '/bigbluebutton/api/join'],
      ['GET', '/bigbluebutton/api/insertDocument'],
      ['GET', '/bigbluebutton/api/getJoinUrl'],
    ];
    for (const [method, path] of tried) {
      expect(await read(await fetch(pool.origin + path, { method }))).toMatchObject({
        status: 200,
        key: 'unsupportedRequest',
        message: 'This request is not supported.',
      });
    }
  });

  it('answers HEAD as GET, without the body', async () => {
    const reply = await fetch(pool.url('getMeetings'), { method: 'HEAD' });
    expect([reply.status, await reply.text()]).toEqual([200, '']);
    expect(reply.headers.get('content-type')).toContain('application/xml');
  });

  it('answers a query that is no UTF-8 with 400 and nothing', async () => {
    for (const query of ['a=%zz', 'a=%ff', 'a=%C3']) {
      const reply = await fetch(`${pool.origin}/bigbluebutton/api/getMeetings?${query}`);
      expect([reply.status, await reply.text()]).toEqual([400, '']);
      expect(reply.headers.get('content-type')).toContain('text/html');
    }
  });

  it('places by server tag', async () => {
    const tagged = pool.fleet.servers[0];
    if (tagged === undefined) throw new Error('no servers');
    await pool.store.servers.update(tagged.id, { tag: 'gpu' });
    const wanted = newId();
    await create(wanted, { 'meta_server-tag': 'gpu!' });
    expect(await pool.home(wanted)).toBe(tagged.id);
    expect(sent(tagged, 'create')['meta_server-tag']).toBe('gpu');
    const fallback = newId();
    await create(fallback, { 'meta_server-tag': 'moon' });
    const other = await home(fallback);
    expect(other.id).not.toBe(tagged.id);
    expect(sent(other, 'create')).not.toHaveProperty('meta_server-tag');
    expect(await create(newId(), { 'meta_server-tag': 'moon!' })).toMatchObject({
      key: 'serverTagUnavailable',
      message: 'There is no available server with the required tag=moon.',
    });
    await pool.store.servers.update(tagged.id, { tag: undefined });
  });

  it('refuses joins to a server that is disabled or offline, in words for people too', async () => {
    const meetingID = newId();
    await create(meetingID);
    const server = await home(meetingID);
    await pool.store.servers.setState(server.id, 'disabled');
    const join = { meetingID, fullName: 'x', role: 'VIEWER' };
    expect(await pool.call('join', join)).toMatchObject({
      status: 200,
      key: 'serverUnavailable',
      message: 'The server for this meeting is disabled/offline.',
    });
    const browser = {
      headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
    };
    const page = await pool.call('join', join, browser);
    expect(page.status).toBe(503);
    expect(page.text).toMatch(/<!DOCTYPE html>[\s\S]*http-equiv="refresh"/);
    expect(await pool.call('join', { ...join, meetingID: 'nobody' }, browser)).toMatchObject({ status: 404 });
    expect(await pool.call('isMeetingRunning', { meetingID })).toMatchObject({ returncode: 'SUCCESS' });
    await pool.store.servers.remove(server.id);
    await bringOnline(pool.store, server);
  });

  it('lets a room go from a server that is disabled, at its next create', async () => {
    const meetingID = newId();
    await create(meetingID);
    const server = await home(meetingID);
    await pool.store.servers.setState(server.id, 'disabled');
    expect(await create(meetingID)).toMatchObject({ returncode: 'SUCCESS' });
    expect((await home(meetingID)).id).not.toBe(server.id);
    await expect.poll(() => server.requests('end').length).toBeGreaterThan(0);
    await pool.store.servers.remove(server.id);
    await bringOnline(pool.store, server);
  });

  it('keeps a room on a cordoned server while it runs there, and places it anew when not', async () => {
    const meetingID = newId();
    await create(meetingID);
    const server = await home(meetingID);
    await pool.store.servers.setState(server.id, 'cordoned');
    const room = server.room(meetingID);
    if (room === undefined) throw new Error('the room is missing');
    server.addUser(room, { fullName: 'Ada', role: 'MODERATOR' });
    await create(meetingID);
    expect(await pool.home(meetingID)).toBe(server.id);
    server.endRoom(room);
    await create(meetingID);
    expect(await pool.home(meetingID)).not.toBe(server.id);
    await pool.store.servers.remove(server.id);
    await bringOnline(pool.store, server);
  });

  it('counts a meeting whose server was removed as unknown, and creates it anew', async () => {
    const meetingID = newId();
    await create(meetingID);
    const server = await home(meetingID);
    await pool.store.servers.remove(server.id);
    expect(await pool.call('getMeetingInfo', { meetingID })).toMatchObject({ key: 'notFound' });
    expect((await pool.call('isMeetingRunning', { meetingID })).text).toContain('<running>false</running>');
    expect(await create(meetingID)).toMatchObject({ returncode: 'SUCCESS' });
    expect((await home(meetingID)).id).not.toBe(server.id);
    await bringOnline(pool.store, server);
  });
});
