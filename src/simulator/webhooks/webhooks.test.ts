import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stoppedClock } from '../clock.ts';
import type { FleetOptions } from '../fleet.ts';
import { ask, first, type Received, testFleet, testReceiver } from '../testing.ts';

const DAY = 24 * 60 * 60 * 1000;
const SOON = { timeout: 10_000 };
const START = Date.UTC(2026, 0, 1);

interface Wanted {
  readonly statuses?: readonly number[];
  readonly webhooks?: FleetOptions['webhooks'];
  readonly hook?: Readonly<Record<string, string>>;
}

/** A server that tells a receiver of everything. */
async function hooked({ statuses = [], webhooks = {}, hook = {} }: Wanted = {}) {
  const receiver = await testReceiver(...statuses);
  const settings = { retriesMs: [1, 1], ...webhooks };
  const fleet = await testFleet({ clock: stoppedClock(START), webhooks: settings });
  const server = first(fleet.servers);
  const callbackURL = `${receiver.origin}/hook`;
  await ask(server, 'hooks/create', { callbackURL, ...hook });
  const told = async () => {
    await server.settled();
    return receiver.received.map(fieldsOf);
  };
  const names = async () =>
    (await told()).flatMap(({ events }) => events.map((event: { data: { id: string } }) => event.data.id));
  return { receiver, fleet, server, callbackURL, told, names };
}

/** What a callback carries, out of a form. */
function fieldsOf({ body }: Pick<Received, 'body'>) {
  const form = new URLSearchParams(body);
  const event = form.get('event') ?? '';
  const timestamp = Number(form.get('timestamp'));
  return { event, events: JSON.parse(event), timestamp, domain: form.get('domain') };
}

const hashed = (hash: string, text: string) => createHash(hash).update(text).digest('hex');

describe('a callback', () => {
  it('is a form with the event, the time and the server, signed in its URL', async () => {
    const { server, receiver, callbackURL, told } = await hooked();
    const room = server.createRoom({ meetingId: 'room-1' });
    server.endRoom(room);
    const [, ended] = await told();
    const [, request] = receiver.received;
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(ended?.event).toBe(
      `[{"data":{"type":"event","id":"meeting-ended","attributes":{"meeting":{"internal-meeting-id":"${room.internalId}","external-meeting-id":"room-1"}},"event":{"ts":${START}}}}]`,
    );
    expect(ended).toMatchObject({ timestamp: START + 1, domain: '127.0.0.1' });
    const { event, timestamp, domain } = ended ?? {};
    const signed = callbackURL + JSON.stringify({ event, timestamp, domain }) + server.secret;
    expect(request?.path).toBe(`/hook?checksum=${hashed('sha1', signed)}`);
  });

  it('may be signed over its fields as a query, with another hash, behind the query of the URL', async () => {
    const { server, receiver, callbackURL, told } = await hooked({
      webhooks: { signed: 'query', hash: 'SHA256' },
      hook: { callbackURL: '' },
    });
    const url = `${callbackURL}?a=b`;
    await ask(server, 'hooks/create', { callbackURL: url });
    server.createRoom({ meetingId: 'room-1' });
    const [said] = await told();
    const signed = `${url}event=${said?.event}&timestamp=${said?.timestamp}&domain=${said?.domain}${server.secret}`;
    expect(receiver.received[0]?.path).toBe(`/hook?a=b&checksum=${hashed('sha256', signed)}`);
  });

  it('may be signed over its body as it is sent', async () => {
    const { server, receiver, callbackURL } = await hooked({ webhooks: { signed: 'body' } });
    server.createRoom({ meetingId: 'room-1' });
    await server.settled();
    const [said] = receiver.received;
    const checksum = hashed('sha1', `${callbackURL}${said?.body}${server.secret}`);
    expect(said?.path).toBe(`/hook?checksum=${checksum}`);
  });

  it('may carry the secret as a bearer token, and JSON', async () => {
    const { server, receiver } = await hooked({ webhooks: { auth: 'bearer', body: 'json' } });
    server.createRoom({ meetingId: 'room-1' });
    await server.settled();
    const [said] = receiver.received;
    expect(said).toMatchObject({
      path: '/hook',
      headers: { authorization: `Bearer ${server.secret}`, 'content-type': 'application/json' },
    });
    expect(JSON.parse(said?.body ?? '')).toMatchObject({ timestamp: START, domain: '127.0.0.1' });
  });
});

describe('the events', () => {
  it('tell what happens, in order, each with its own time', async () => {
    const { server, names, told } = await hooked();
    const room = server.createRoom({ meetingId: 'room-1', record: true }, [
      { fullName: 'Ada', userId: 'u1' },
    ]);
    room.change('u1', { hasJoinedVoice: true, hasVideo: true });
    room.record(true);
    room.present('u1');
    room.remove('u1');
    server.endRoom(room);
    expect(await names()).toEqual([
      'meeting-created',
      'user-joined',
      'user-cam-broadcast-start',
      'user-audio-voice-enabled',
      'meeting-recording-started',
      'user-presenter-assigned',
      'user-presenter-unassigned',
      'user-cam-broadcast-end',
      'user-audio-voice-disabled',
      'user-left',
      'meeting-ended',
    ]);
    const times = (await told()).map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.map((_, i) => START + i));
  });

  it('tell who it was, and what the meeting is', async () => {
    const { server, told } = await hooked();
    const room = server.createRoom({ meetingId: 'room-1', name: 'Physics', metadata: { origin: 'x' } });
    server.addUser(room, { fullName: 'Ada', userId: 'u1', role: 'MODERATOR', isListeningOnly: true });
    const attributes = (await told()).map(({ events }) => events[0].data.attributes);
    const meeting = { 'internal-meeting-id': room.internalId, 'external-meeting-id': 'room-1' };
    expect(attributes[0]).toMatchObject({
      meeting: { ...meeting, name: 'Physics', metadata: { origin: 'x' }, 'create-time': room.createTime },
    });
    expect(attributes[1]).toEqual({
      meeting,
      user: {
        'internal-user-id': expect.stringMatching(/^w_[0-9a-f]{12}$/),
        'external-user-id': 'u1',
        ...{ name: 'Ada', role: 'MODERATOR', presenter: false },
      },
    });
    expect(attributes[2].user).toMatchObject({ 'listening-only': true, 'sharing-mic': false });
  });

  it('are those that the hook asked for, of its meeting', async () => {
    const { server, names, callbackURL } = await hooked({
      hook: { eventID: 'meeting-ended', meetingID: 'room-1' },
    });
    for (const meetingId of ['room-1', 'room-2']) server.endRoom(server.createRoom({ meetingId }));
    expect(await names()).toEqual(['meeting-ended']);
    expect(server.sent('hook')).toMatchObject([{ meetingId: 'room-1', outcome: 'HTTP 200' }]);
    expect(server.sent('hook')[0]?.url).toContain(callbackURL);
  });

  it('come as BBB says them to itself where the hook wants that', async () => {
    const { server, told } = await hooked({ hook: { getRaw: 'true' } });
    const room = server.createRoom({ meetingId: 'room-1' });
    server.endRoom(room);
    expect((await told()).map(({ events }) => events[0])).toMatchObject([
      { envelope: { name: 'MeetingCreatedEvtMsg' } },
      {
        envelope: { name: 'MeetingDestroyedEvtMsg', routing: { sender: 'bbb-apps-akka' } },
        core: { header: { name: 'MeetingDestroyedEvtMsg' }, body: { meetingId: room.internalId } },
      },
    ]);
  });

  it('follow a recording to its publication', async () => {
    const { server, names, told } = await hooked();
    const recording = { meetingId: 'room-1', internalId: 'rec-1', name: 'Physics', metadata: { a: 'b' } };
    const times = { startTime: 1000, endTime: 2000 };
    const format = { workflow: 'presentation', playbackUrl: 'https://bbb.example.org/rec-1' };
    server.processRecording({ ...recording, ...times, ...format });
    expect(await names()).toEqual(
      ['archive', 'sanity', 'process', 'publish'].flatMap((step) => [
        `rap-${step}-started`,
        `rap-${step}-ended`,
      ]),
    );
    expect((await told()).at(-1)?.events[0].data.attributes).toMatchObject({
      meeting: { 'internal-meeting-id': 'rec-1', 'external-meeting-id': 'room-1' },
      'record-id': 'rec-1',
      success: true,
      workflow: 'presentation',
      recording: {
        name: 'Physics',
        metadata: { a: 'b' },
        playback: { link: 'https://bbb.example.org/rec-1' },
      },
    });
  });
});

describe('a hook that does not take its events', () => {
  it('gets the same callback again, and the next ones only then', async () => {
    const { server, told, names } = await hooked({ statuses: [500, 302] });
    server.endRoom(server.createRoom({ meetingId: 'room-1' }));
    expect(await names()).toEqual(['meeting-created', 'meeting-created', 'meeting-created', 'meeting-ended']);
    expect((await told()).map(({ timestamp }) => timestamp)).toEqual([START, START, START, START + 1]);
  });

  it('is removed after the last attempt', async () => {
    const { server, names } = await hooked({ statuses: [500, 500, 0] });
    server.endRoom(server.createRoom({ meetingId: 'room-1' }));
    expect(await names()).toEqual(['meeting-created', 'meeting-created', 'meeting-created']);
    expect(server.hooks()).toEqual([]);
  });

  it('stays when it is permanent, and misses what it did not take', async () => {
    const receiver = await testReceiver(500, 500, 500);
    const permanent = [{ url: receiver.origin, getRaw: false }];
    const { server } = await hooked({ webhooks: { permanent }, hook: { eventID: 'none' } });
    server.endRoom(server.createRoom({ meetingId: 'room-1' }));
    await expect.poll(() => receiver.received.length, SOON).toBe(4);
    await server.settled();
    expect(server.hooks()[0]).toMatchObject({ isPermanent: true });
    expect(fieldsOf(first(receiver.received.slice(-1))).event).toContain('meeting-ended');
  });

  it('gets many at once where that is set, and only the last of too many', async () => {
    const { server, told } = await hooked({ webhooks: { batch: 10, queueSize: 3 } });
    for (let i = 0; i < 9; i++) server.createRoom({ meetingId: `room-${i}` });
    const ids = (await told()).map(({ events }) =>
      events.map(
        (event: { data: { attributes: { meeting: Record<string, string> } } }) =>
          event.data.attributes.meeting['external-meeting-id'],
      ),
    );
    expect(ids).toEqual([['room-0'], ['room-6', 'room-7', 'room-8']]);
  });
});

describe('the life of a hook', () => {
  it('of one meeting ends a day after the meeting, unless that begins anew', async () => {
    const { server, fleet } = await hooked({ hook: { meetingID: 'room-1' } });
    server.endRoom(server.createRoom({ meetingId: 'room-1' }));
    await server.settled();
    fleet.clock.advance(DAY - 1);
    expect(server.hooks().length).toBe(1);
    const again = server.createRoom({ meetingId: 'room-1' }, [{ fullName: 'Ada' }]);
    fleet.clock.advance(DAY);
    expect(server.hooks().length).toBe(1);
    server.endRoom(again);
    await server.settled();
    fleet.clock.advance(DAY);
    expect(server.hooks()).toEqual([]);
  });

  it('ends with a restart of the server, with what waits for it', async () => {
    const { server, receiver } = await hooked();
    server.createRoom({ meetingId: 'room-1' });
    server.createRoom({ meetingId: 'room-2' });
    await server.fault('restart');
    expect(server.hooks()).toEqual([]);
    await server.settled();
    expect(receiver.received.length).toBeLessThan(2);
  });

  it('goes on after a restart where Redis keeps it', async () => {
    const { server, names } = await hooked({ webhooks: { keptAtRestart: true } });
    server.createRoom({ meetingId: 'room-1' });
    await server.settled();
    await server.fault('restart');
    server.createRoom({ meetingId: 'room-2' });
    expect(await names()).toEqual(['meeting-created', 'meeting-created']);
    expect(server.hooks().length).toBe(1);
  });

  it('ends when it is destroyed, with what waits for it', async () => {
    const { server, receiver } = await hooked({ webhooks: { retriesMs: [600_000] }, statuses: [500] });
    server.createRoom({ meetingId: 'room-1' });
    await expect.poll(() => receiver.received.length, SOON).toBe(1);
    await ask(server, 'hooks/destroy', { hookID: '1' });
    await server.settled();
    server.createRoom({ meetingId: 'room-2' });
    await server.settled();
    expect(receiver.received.length).toBe(1);
  });
});
