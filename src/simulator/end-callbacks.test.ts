import { describe, expect, it } from 'vitest';
import { stoppedClock } from './clock.ts';
import { ask, first, testFleet, testReceiver } from './testing.ts';

const MINUTE = 60_000;
const SOON = { timeout: 10_000 };

/** One server and a receiver of everything it tells. */
async function told({ statuses = [] as number[], options = {} } = {}) {
  const receiver = await testReceiver(...statuses);
  const fleet = await testFleet({ clock: stoppedClock(), callbackRetriesMs: [1, 1], ...options });
  const server = first(fleet.servers);
  const create = (meetingID: string, more = {}) =>
    ask(server, 'create', {
      ...{ name: 'Physics', meetingID },
      meetingEndedURL: `${receiver.origin}/ended?key=a%2Fb`,
      meta_endCallbackUrl: `${receiver.origin}/end-callback`,
      ...more,
    });
  const paths = () => receiver.received.map(({ method, path }) => `${method} ${path}`).toSorted();
  return { receiver, fleet, server, create, paths };
}

const CALLS = (id: string, marks = false) => [
  `GET /end-callback?meetingID=${id}&recordingmarks=${marks}`,
  `GET /ended?key=a%2Fb&recordingmarks=${marks}`,
];

describe('when a meeting is over, both URLs are called once', () => {
  it('after the end call', async () => {
    const { server, create, paths } = await told();
    await create('room-1');
    await create('room-1');
    await ask(server, 'end', { meetingID: 'room-1' });
    await server.settled();
    await ask(server, 'getMeetings');
    await server.settled();
    expect(paths()).toEqual(CALLS('room-1'));
  });

  it('when its time is up, nobody came, or the last one left, though nobody asks', async () => {
    const { server, fleet, create, paths } = await told();
    await create('short', { duration: 1 });
    await create('empty');
    await create('left');
    server.room('left')?.add({ userId: 'u1', fullName: 'Ada' });
    server.room('left')?.remove('u1');
    server.room('short')?.add({ userId: 'u2', fullName: 'Emmy' });
    fleet.clock.advance(MINUTE);
    await server.settled();
    expect(paths()).toEqual([...CALLS('left'), ...CALLS('short')].toSorted());
    fleet.clock.advance(4 * MINUTE);
    await server.settled();
    expect(paths().length).toBe(6);
  });

  it('by the timer of the fleet, on the clock of the server', async () => {
    const clock = stoppedClock();
    const { server, create, paths } = await told({ options: { clock } });
    await create('timed');
    clock.advance(5 * MINUTE);
    await expect.poll(() => server.sent().length, SOON).toBe(2);
    await create('skewed');
    await server.fault({ kind: 'clockSkew', ms: 5 * MINUTE });
    await server.settled();
    expect(paths()).toEqual([...CALLS('skewed'), ...CALLS('timed')].toSorted());
  });

  it('with the word that there are recording marks', async () => {
    const { server, create, paths } = await told();
    await create('marked', { record: true, autoStartRecording: true });
    server.room('marked')?.add({ userId: 'u1', fullName: 'Ada' });
    await create('unmarked', { record: true });
    for (const room of server.rooms()) server.endRoom(room);
    await server.settled();
    expect(paths()).toEqual([...CALLS('marked', true), ...CALLS('unmarked')].toSorted());
  });
});

describe('the end of a meeting', () => {
  it('is told to nobody when the server is restarted', async () => {
    const { server, fleet, create, paths } = await told();
    await create('room-1');
    await server.fault('restart');
    fleet.clock.advance(10 * MINUTE);
    await server.settled();
    expect(paths()).toEqual([]);
    expect(server.sent()).toEqual([]);
  });

  it('is told again until it is taken', async () => {
    const { server, create } = await told({ statuses: [500, 0] });
    await create('room-1', { meta_endCallbackUrl: undefined });
    await ask(server, 'end', { meetingID: 'room-1' });
    await server.settled();
    expect(server.sent()).toMatchObject([{ kind: 'meetingEndedURL', attempts: 3, outcome: 'HTTP 200' }]);
  });

  it('is given up after the last attempt', async () => {
    const { server, create } = await told({ statuses: [500, 500, 503, 200] });
    await create('room-1', { meetingEndedURL: undefined });
    await ask(server, 'end', { meetingID: 'room-1' });
    await server.settled();
    expect(server.sent('endCallbackUrl')).toMatchObject([{ attempts: 3, outcome: 'HTTP 503' }]);
    expect(server.sent('meetingEndedURL')).toEqual([]);
  });

  it('is never told to another machine', async () => {
    const { server, create } = await told();
    await create('room-1', { meetingEndedURL: 'http://192.0.2.1/', meta_endCallbackUrl: 'nonsense' });
    await ask(server, 'end', { meetingID: 'room-1' });
    await server.settled();
    expect(server.sent().map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
      ['192.0.2.1 is not on this machine', 1],
      ['not a URL that can be called', 1],
    ]);
  });

  it('reaches a host that is routed to this machine, and those below it', async () => {
    const { server, fleet, receiver, create } = await told();
    fleet.route('lb.example.org', receiver.origin);
    await create('room-1', {
      meetingEndedURL: 'https://lb.example.org/a?b',
      meta_endCallbackUrl: 'http://t.lb.example.org',
    });
    await ask(server, 'end', { meetingID: 'room-1' });
    await server.settled();
    const heard = receiver.received.map(({ headers, path }) => `${headers.host}${path}`);
    expect(heard.toSorted()).toEqual([
      'lb.example.org/a?b&recordingmarks=false',
      't.lb.example.org/?meetingID=room-1&recordingmarks=false',
    ]);
  });

  it('is not told while the server is mute', async () => {
    const { server, create, paths } = await told();
    await create('room-1');
    await server.fault('mute');
    expect(server.faults()).toEqual([{ kind: 'mute' }]);
    await ask(server, 'end', { meetingID: 'room-1' });
    await server.settled();
    expect(paths()).toEqual([]);
    expect(server.sent().map(({ outcome }) => outcome)).toEqual(['muted', 'muted']);
    await server.fault('none');
    await create('room-2');
    await ask(server, 'end', { meetingID: 'room-2' });
    await server.settled();
    expect(paths()).toEqual(CALLS('room-2'));
  });

  it('comes with the analytics, signed with the server’s secret', async () => {
    const { server, receiver, create } = await told();
    await create('room-1', {
      ...{ meetingEndedURL: undefined, meta_endCallbackUrl: undefined },
      'meta_analytics-callback-url': `${receiver.origin}/analytics`,
    });
    await ask(server, 'end', { meetingID: 'room-1' });
    await server.settled();
    const [said] = receiver.received;
    expect(said).toMatchObject({ method: 'POST', path: '/analytics' });
    expect(JSON.parse(said?.body ?? '')).toMatchObject({ meeting_id: 'room-1' });
    expect(said?.headers.authorization).toMatch(/^Bearer /);
  });
});
