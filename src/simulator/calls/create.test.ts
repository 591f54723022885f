import { describe, expect, it } from 'vitest';
import { stoppedClock } from '../clock.ts';
import { ask, field, post, signedUrl, testFleet, testServer } from '../testing.ts';

const ROOM = { name: 'Physics', meetingID: 'room-1' };

describe('create', () => {
  it('answers every field of BBB’s documentation', async () => {
    const server = await testServer({ clock: stoppedClock(1_531_155_809_613) });
    const answer = await ask(server, 'create', {
      ...ROOM,
      attendeePW: 'ap',
      moderatorPW: 'mp',
      voiceBridge: '70757',
      duration: 90,
    });
    expect(answer).toBe(`<response><returncode>SUCCESS</returncode>
<meetingID>room-1</meetingID>
<internalMeetingID>${server.room('room-1')?.internalId}</internalMeetingID>
<parentMeetingID>bbb-none</parentMeetingID>
<attendeePW>ap</attendeePW>
<moderatorPW>mp</moderatorPW>
<createTime>1531155809613</createTime>
<voiceBridge>70757</voiceBridge>
<dialNumber>613-555-1234</dialNumber>
<createDate>Mon Jul 09 17:03:29 UTC 2018</createDate>
<hasUserJoined>false</hasUserJoined>
<duration>90</duration>
<hasBeenForciblyEnded>false</hasBeenForciblyEnded>
<messageKey></messageKey>
<message></message>
</response>`);
  });

  it('makes up passwords and a voice bridge', async () => {
    const answer = await ask(await testServer(), 'create', ROOM);
    expect(field(answer, 'attendeePW')).toMatch(/^\w{8}$/);
    expect(field(answer, 'moderatorPW')).toMatch(/^\w{8}$/);
    expect(field(answer, 'voiceBridge')).toMatch(/^\d{5}$/);
  });

  it('again with the same passwords or none answers the first room with a warning', async () => {
    const clock = stoppedClock();
    const server = await testServer({ clock });
    const given = { ...ROOM, attendeePW: 'ap', moderatorPW: 'mp' };
    const first = await ask(server, 'create', given);
    clock.advance(60_000);
    for (const again of [given, ROOM, { ...ROOM, moderatorPW: 'mp' }]) {
      const answer = await ask(server, 'create', again);
      expect(field(answer, 'messageKey')).toBe('duplicateWarning');
      expect(field(answer, 'createTime')).toBe(field(first, 'createTime'));
      expect(field(answer, 'moderatorPW')).toBe('mp');
    }
    expect(server.rooms().length).toBe(1);
  });

  it('again with other passwords is refused', async () => {
    const server = await testServer();
    await ask(server, 'create', { ...ROOM, attendeePW: 'ap', moderatorPW: 'mp' });
    for (const other of [{ attendeePW: 'xx' }, { moderatorPW: 'xx' }]) {
      expect(field(await ask(server, 'create', { ...ROOM, ...other }), 'messageKey')).toBe('idNotUnique');
    }
  });

  it.each([
    ['missingParamMeetingID', { name: 'Physics' }],
    ['missingParamMeetingID', { name: 'Physics', meetingID: ' ' }],
    ['missingParamName', { meetingID: 'room-1' }],
    ['sizeError', { ...ROOM, meetingID: 'r' }],
    ['sizeError', { ...ROOM, meetingID: 'r'.repeat(257) }],
    ['sizeError', { ...ROOM, name: 'P' }],
    ['sizeError', { ...ROOM, attendeePW: 'x' }],
    ['sizeError', { ...ROOM, moderatorPW: 'x'.repeat(65) }],
    ['validationError', { ...ROOM, meetingID: 'a,b' }],
    ['validationError', { ...ROOM, duration: 'long' }],
    ['validationError', { ...ROOM, record: 'perhaps' }],
    ['validationError', { ...ROOM, voiceBridge: 'bridge' }],
    ['missingParamParentMeetingID', { ...ROOM, isBreakout: true }],
    ['missingParamSequence', { ...ROOM, isBreakout: true, parentMeetingID: 'p1' }],
    ['notFound', { ...ROOM, isBreakout: true, parentMeetingID: 'p1', sequence: 1 }],
  ])('is strict: %s for %j', async (key, values) => {
    const server = await testServer();
    expect(field(await ask(server, 'create', values), 'messageKey')).toBe(key);
    expect(server.rooms()).toEqual([]);
  });

  it('refuses a voice bridge that another meeting has', async () => {
    const server = await testServer();
    await ask(server, 'create', { ...ROOM, voiceBridge: '12345' });
    const other = await ask(server, 'create', { name: 'Other', meetingID: 'room-2', voiceBridge: '12345' });
    expect(field(other, 'messageKey')).toBe('nonUniqueVoiceBridge');
  });

  it('keeps metadata with names in lower case', async () => {
    const server = await testServer();
    await ask(server, 'create', { ...ROOM, 'meta_bbb-Origin': 'Moodle', meta_1x: 'no', meta_: 'no' });
    expect(server.room('room-1')?.settings.metadata).toEqual(new Map([['bbb-origin', 'Moodle']]));
  });

  it('makes breakout rooms of a running meeting', async () => {
    const server = await testServer();
    await ask(server, 'create', ROOM);
    const breakout = {
      name: 'Group',
      meetingID: 'group-1',
      isBreakout: true,
      parentMeetingID: 'room-1',
      sequence: 1,
    };
    expect(field(await ask(server, 'create', breakout), 'parentMeetingID')).toBe('room-1');
    expect(await ask(server, 'getMeetingInfo', { meetingID: 'room-1' })).toContain(
      '<breakout>group-1</breakout>',
    );
  });

  it('takes its parameters from a form too, also with the checksum in it', async () => {
    const server = await testServer();
    const form = new URLSearchParams({ ...ROOM, checksum: checksumOf(signedUrl(server, 'create', {})) });
    const response = await fetch(
      `${server.url}/create`,
      post('application/x-www-form-urlencoded', form.toString()),
    );
    expect(field(await response.text(), 'returncode')).toBe('SUCCESS');
    expect(server.requests('create')).toMatchObject([
      {
        method: 'POST',
        params: [
          { name: 'name', value: 'Physics' },
          { name: 'meetingID', value: 'room-1' },
        ],
      },
    ]);
  });

  it('takes its parameters from a multipart form', async () => {
    const server = await testServer();
    const form = new FormData();
    form.set('name', 'Physik für alle');
    form.set('meetingID', 'room-1');
    form.set('slides', new Blob(['x'.repeat(100_000)]), 'slides.pdf');
    const response = await fetch(signedUrl(server, 'create', {}), { method: 'POST', body: form });
    expect(field(await response.text(), 'returncode')).toBe('SUCCESS');
    expect(server.room('room-1')?.settings.name).toBe('Physik für alle');
  });

  it('refuses a parameter that stands in the query and in the body', async () => {
    const server = await testServer();
    const init = post('application/x-www-form-urlencoded', 'name=Evil');
    expect(field(await ask(server, 'create', ROOM, init), 'messageKey')).toBe('checksumError');
  });

  it('takes slides as XML and refuses what it does not know, but not an empty body', async () => {
    const server = await testServer();
    const modules = '<modules><module name="presentation"/></modules>';
    const send = async (type: string, body: string) =>
      field(await ask(server, 'create', ROOM, post(type, body)), 'messageKey');
    expect(await send('application/json', '{}')).toBe('unsupportedContentType');
    expect(await send('application/json', '')).toBe('');
    expect(await send('application/xml; charset=utf-8', modules)).toBe('duplicateWarning');
    expect(await send('text/xml', modules)).toBe('duplicateWarning');
  });

  it('dates a meeting by the clock of its server, wrong as it may be', async () => {
    const { servers } = await testFleet({ servers: 2, clock: stoppedClock(1_000_000) });
    await servers[1]?.fault({ kind: 'clockSkew', ms: -400_000 });
    const times = await Promise.all(
      servers.map(async (server) => field(await ask(server, 'create', ROOM), 'createTime')),
    );
    expect(times).toEqual(['1000000', '600000']);
  });
});

function checksumOf(url: string): string {
  return new URL(url).searchParams.get('checksum') ?? '';
}
