import { describe, expect, it } from 'vitest';
import { stoppedClock } from './clock.ts';
import { ask, field, testServer } from './testing.ts';

const ROOM = { name: 'Physics', meetingID: 'room-1' };

describe('a simulated server', () => {
  it('refuses connections while told to, keeping its meetings, and heals', async () => {
    const server = await testServer();
    await ask(server, 'create', ROOM);
    await server.fault('refuse');
    await expect(ask(server, 'getMeetings')).rejects.toThrow();
    expect(server.faults()).toEqual([{ kind: 'refuse' }]);
    await server.fault('none');
    expect(field(await ask(server, 'getMeetings'), 'meetingID')).toBe('room-1');
    expect(server.faults()).toEqual([]);
  });

  it('a fault takes the place of the one before', async () => {
    const server = await testServer();
    await server.fault('refuse');
    await server.fault({ kind: 'failed', key: 'broken' });
    expect(field(await ask(server, 'getMeetings'), 'messageKey')).toBe('broken');
    await server.fault({ kind: 'failed', key: 'broken', calls: ['create'] });
    expect(field(await ask(server, 'getMeetings'), 'returncode')).toBe('SUCCESS');
  });

  it('a fault may strike some calls only, and so many times', async () => {
    const server = await testServer();
    await server.fault({ kind: 'failed', key: 'broken', calls: ['create', '/'], times: 2 });
    expect(field(await ask(server, 'isMeetingRunning', { meetingID: 'room-1' }), 'running')).toBe('false');
    expect(field(await (await fetch(server.url)).text(), 'messageKey')).toBe('broken');
    expect(field(await ask(server, 'create', ROOM), 'messageKey')).toBe('broken');
    expect(field(await ask(server, 'create', ROOM), 'returncode')).toBe('SUCCESS');
    expect(server.requests().map(({ fault }) => fault)).toEqual([undefined, 'failed', 'failed', undefined]);
  });

  it('loses its meetings when it restarts, and works on', async () => {
    const server = await testServer();
    await ask(server, 'create', ROOM);
    await server.fault('restart');
    expect(server.rooms()).toEqual([]);
    expect(server.faults()).toEqual([]);
    expect(field(await ask(server, 'getMeetings'), 'messageKey')).toBe('noMeetings');
  });

  it('may be restarted while another fault goes on', async () => {
    const server = await testServer();
    await server.fault({ kind: 'failed', key: 'broken' });
    await server.fault('restart');
    expect(field(await ask(server, 'getMeetings'), 'messageKey')).toBe('broken');
  });

  it('has a clock that may be wrong, until it is healed', async () => {
    const server = await testServer({ clock: stoppedClock(1000) });
    await server.fault({ kind: 'clockSkew', ms: 5000 });
    expect(server.clock.now()).toBe(6000);
    await server.fault('none');
    expect(server.clock.now()).toBe(1000);
  });

  it('refuses a fault that makes no sense, and stays as it was', async () => {
    const server = await testServer();
    await expect(server.fault({ kind: 'refuse', times: 2 })).rejects.toThrow('refuse takes no times');
    expect(field(await ask(server, 'getMeetings'), 'returncode')).toBe('SUCCESS');
  });

  it('tells what reached it, without checksums', async () => {
    const server = await testServer({ clock: stoppedClock(77) });
    await ask(server, 'create', { ...ROOM, meta_a: '1' });
    await ask(server, 'isMeetingRunning', {});
    expect(server.requests()).toEqual([
      {
        at: 77,
        call: 'create',
        method: 'GET',
        params: [
          { name: 'name', value: 'Physics' },
          { name: 'meetingID', value: 'room-1' },
          { name: 'meta_a', value: '1' },
        ],
        contentType: undefined,
        bodyBytes: 0,
        bodySha256: undefined,
        fault: undefined,
        outcome: 'SUCCESS',
      },
      expect.objectContaining({ call: 'isMeetingRunning', params: [], outcome: 'missingParamMeetingID' }),
    ]);
    server.clearRequests();
    expect(server.requests()).toEqual([]);
  });
});
