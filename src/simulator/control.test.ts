import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stoppedClock } from './clock.ts';
import { ControlRefused, controlFleet, SimulatorNotRunning } from './control-client.ts';
import { ask, field, first, post, testFleet, testReceiver } from './testing.ts';

async function controlled(options = {}) {
  const path = await mkdtemp(join(tmpdir(), 'control-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const infoFile = join(path, 'simulator.json');
  const fleet = await testFleet({ servers: 2, infoFile, clock: stoppedClock(1000), ...options });
  return { fleet, infoFile, server: first(fleet.servers), control: await controlFleet(infoFile) };
}

describe('the control port', () => {
  it('knows the servers', async () => {
    const { control, fleet } = await controlled();
    expect(control.servers.map(({ url }) => url)).toEqual(fleet.servers.map(({ url }) => url));
    expect(await control.send('servers', {})).toMatchObject([
      { number: 1, faults: [], skewMs: 0, meetings: 0, users: 0 },
      { number: 2, faults: [], skewMs: 0, meetings: 0, users: 0 },
    ]);
  });

  it('sets faults, of one server or of all', async () => {
    const { control, server, fleet } = await controlled();
    await control.fault(1, { kind: 'failed', key: 'broken', times: 1 });
    expect(field(await ask(server, 'getMeetings'), 'messageKey')).toBe('broken');
    await control.fault('all', 'refuse');
    expect(fleet.servers.map((one) => one.faults())).toEqual([[{ kind: 'refuse' }], [{ kind: 'refuse' }]]);
    await control.fault('all', 'none');
    expect(field(await ask(server, 'getMeetings'), 'messageKey')).toBe('noMeetings');
  });

  it('makes meetings, and lets users come, change and go', async () => {
    const { control, server } = await controlled();
    const where = { server: 1, meetingId: 'room-1' };
    await control.send('createRoom', {
      ...where,
      name: 'Physics',
      metadata: { origin: 'x' },
      users: [{ fullName: 'Ada', userId: 'u1' }],
    });
    await control.send('addUsers', {
      ...where,
      users: [{ fullName: 'Emmy', role: 'MODERATOR', userId: 'u2' }],
    });
    await control.send('changeUser', { ...where, userId: 'u1', hasVideo: true });
    expect(await control.send('rooms', { server: 1 })).toMatchObject([
      {
        meetingId: 'room-1',
        name: 'Physics',
        createTime: 1000,
        isRunning: true,
        metadata: { origin: 'x' },
        attendees: [
          { userId: 'u1', hasVideo: true },
          { userId: 'u2', role: 'MODERATOR', isPresenter: true },
        ],
      },
    ]);
    await control.send('removeUser', { ...where, userId: 'u1' });
    expect(server.room('room-1')?.attendees.length).toBe(1);
    const breakout = { parentMeetingId: 'room-1', sequence: 1, freeJoin: true };
    await control.send('createRoom', { server: 1, meetingId: 'room-1-1', breakout });
    expect(field(await ask(server, 'getMeetingInfo', { meetingID: 'room-1-1' }), 'isBreakout')).toBe('true');
    await control.send('endRoom', where);
    expect(server.rooms()).toEqual([]);
  });

  it('tells what reached a server', async () => {
    const { control, server } = await controlled();
    await ask(server, 'getMeetings');
    await ask(server, 'create', { name: 'Physics', meetingID: 'room-1' }, post('text/xml', '<modules/>'));
    expect((await control.send('requests', { server: 1 })).map(({ call }) => call)).toEqual([
      'getMeetings',
      'create',
    ]);
    expect((await control.send('requests', { server: 1, call: 'create' })).length).toBe(1);
    expect(await control.send('lastUpload', { server: 1 })).toMatchObject({ call: 'create', bodyBytes: 10 });
    await control.send('clearRequests', { server: 1 });
    expect(await control.send('lastUpload', { server: 1 })).toBeNull();
  });

  it('tells what a server told others, and who wants to hear of it', async () => {
    const { control, fleet, server } = await controlled();
    const receiver = await testReceiver();
    await control.send('route', { host: 'lb.example.org', origin: receiver.origin });
    await ask(server, 'hooks/create', {
      callbackURL: 'http://lb.example.org/hook',
      eventID: 'meeting-recording-stopped,rap-publish-ended,user-presenter-assigned',
    });
    expect(await control.send('hooks', { server: 1 })).toMatchObject([{ id: 1, isPermanent: false }]);
    const where = { server: 1, meetingId: 'room-1' };
    await control.send('createRoom', {
      ...{ ...where, record: true, autoStartRecording: true },
      users: [{ fullName: 'Ada', userId: 'u1' }],
    });
    await control.send('present', { ...where, userId: 'u1' });
    await control.send('record', { ...where, isOn: false });
    const { recordId } = await control.send('processRecording', { ...where, name: 'Physics' });
    expect(recordId).toBe(server.room('room-1')?.internalId);
    await first(fleet.servers).settled();
    const sent = await control.send('sent', { server: 1, kind: 'hook' });
    expect(
      sent.map(({ body }) => /"id":"([^"]+)"/.exec(new URLSearchParams(body).get('event') ?? '')?.[1]),
    ).toEqual(['user-presenter-assigned', 'meeting-recording-stopped', 'rap-publish-ended']);
    expect(receiver.received.length).toBe(3);
    await expect(control.send('present', { ...where, userId: 'nobody' })).rejects.toThrow('no user nobody');
  });

  it('sets latency, clock and traffic', async () => {
    const { control, fleet, server } = await controlled();
    expect(await control.send('advance', { ms: 500 })).toEqual({ now: 1500 });
    expect(fleet.clock.now()).toBe(1500);
    await control.send('latency', { ms: 80 });
    const start = performance.now();
    await ask(server, 'getMeetings');
    expect(performance.now() - start).toBeGreaterThan(75);
    const room = server.createRoom({ meetingId: 'room-1' });
    await control.send('traffic', { everyMs: 1 });
    await expect.poll(() => room.attendees.length).toBeGreaterThan(1);
    await control.send('traffic', { everyMs: 0 });
  });

  it('refuses what makes no sense with a reason', async () => {
    const { control } = await controlled();
    const refused = (promise: Promise<unknown>) => expect(promise).rejects;
    await refused(control.send('rooms', { server: 3 })).toThrow('there is no server 3; there are 2');
    await refused(control.send('rooms', { server: 0 })).toThrow(ControlRefused);
    await refused(control.send('endRoom', { server: 1, meetingId: 'x' })).toThrow(
      'no such meeting on server 1',
    );
    await refused(control.send('fault', { server: 1, faults: [{ kind: 'explode' }] })).toThrow(
      'no fault explode',
    );
    await refused(control.send('advance', { ms: -1 })).toThrow(ControlRefused);
  });

  it('is only for who knows the token', async () => {
    const { fleet } = await controlled();
    const url = `${fleet.control?.url}/servers`;
    const ask = (authorization: string) =>
      fetch(url, { method: 'POST', body: '{}', headers: { authorization } });
    expect((await ask('Bearer wrong')).status).toBe(401);
    expect((await fetch(url)).status).toBe(401);
    expect((await ask(`Bearer ${fleet.control?.token}`)).status).toBe(200);
  });

  it('answers bad JSON and unknown actions with a reason', async () => {
    const { fleet } = await controlled();
    const headers = { authorization: `Bearer ${fleet.control?.token}` };
    const send = async (path: string, body: string) =>
      (await fetch(`${fleet.control?.url}${path}`, { method: 'POST', headers, body })).status;
    expect(await send('/servers', '{')).toBe(400);
    expect(await send('/servers', '{"a":1}')).toBe(400);
    expect(await send('/toString', '{}')).toBe(404);
  });
});

describe('looking for the simulator', () => {
  it('fails in one line when none runs', async () => {
    await expect(controlFleet('/nowhere/simulator.json')).rejects.toThrow(
      'no simulator is running (there is no /nowhere/simulator.json)',
    );
  });

  it('fails in one line when it is gone but its file is still there', async () => {
    const { fleet, infoFile, control } = await controlled();
    const info = { control: { url: fleet.control?.url, token: 'x' }, pid: 1, servers: [] };
    await fleet.close();
    await expect(control.send('servers', {})).rejects.toThrow(SimulatorNotRunning);
    await writeFile(infoFile, JSON.stringify(info));
    await expect((await controlFleet(infoFile)).fault(1, 'none')).rejects.toThrow('does not answer');
  });
});
