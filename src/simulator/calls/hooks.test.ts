import { describe, expect, it } from 'vitest';
import { ask, field, post, signedUrl, testServer } from '../testing.ts';

const URL_1 = 'http://127.0.0.1:9/hook?a=1&b=<2>';
const URL_2 = 'http://127.0.0.1:9/other';

describe('hooks/create', () => {
  it('answers as documented, and again with a warning', async () => {
    const server = await testServer();
    expect(
      await ask(server, 'hooks/create', { callbackURL: URL_1 }),
    ).toBe(`<response><returncode>SUCCESS</returncode>
<hookID>1</hookID>
<permanentHook>false</permanentHook>
<rawData>false</rawData>
</response>`);
    expect(
      await ask(server, 'hooks/create', { callbackURL: URL_1, meetingID: 'room-1', getRaw: true }),
    ).toBe(`<response><returncode>SUCCESS</returncode>
<hookID>1</hookID>
<messageKey>duplicateWarning</messageKey>
<message>There is already a hook for this callback URL.</message>
</response>`);
    expect(server.hooks()).toEqual([
      { id: 1, url: URL_1, meetingId: undefined, eventIds: [], getRaw: false, isPermanent: false },
    ]);
  });

  it('keeps meeting, events and form', async () => {
    const server = await testServer();
    const eventID = 'meeting-created, User-Joined,';
    await ask(server, 'hooks/create', { callbackURL: URL_1, meetingID: 'room-1', eventID, getRaw: true });
    expect(server.hooks()).toMatchObject([
      { meetingId: 'room-1', eventIds: ['meeting-created', 'user-joined'], getRaw: true },
    ]);
  });

  it('needs a URL, a checksum and GET', async () => {
    const server = await testServer();
    expect(field(await ask(server, 'hooks/create'), 'messageKey')).toBe('missingParamCallbackURL');
    const forged = signedUrl(server, 'create', { callbackURL: URL_1 }).replace('/create?', '/hooks/create?');
    expect(field(await (await fetch(forged)).text(), 'messageKey')).toBe('checksumError');
    const form = post('application/x-www-form-urlencoded', '');
    const posted = await ask(server, 'hooks/create', { callbackURL: URL_1 }, form);
    expect(field(posted, 'messageKey')).toBe('unsupportedRequest');
    expect(server.hooks()).toEqual([]);
  });

  it('fails where there are too many', async () => {
    const server = await testServer({ webhooks: { mostHooks: 1 } });
    await ask(server, 'hooks/create', { callbackURL: URL_1 });
    const answer = await ask(server, 'hooks/create', { callbackURL: URL_2 });
    expect(field(answer, 'messageKey')).toBe('createHookError');
  });
});

describe('hooks/list', () => {
  it('answers none as documented', async () => {
    expect(await ask(await testServer(), 'hooks/list')).toBe(
      '<response><returncode>SUCCESS</returncode>\n<hooks></hooks>\n</response>',
    );
  });

  it('shows all, or those of one meeting and of all meetings', async () => {
    const server = await testServer();
    await ask(server, 'hooks/create', { callbackURL: URL_1 });
    await ask(server, 'hooks/create', { callbackURL: URL_2, meetingID: 'room-1', getRaw: true });
    const ofAll = `
<hook>
<hookID>1</hookID>
<callbackURL><![CDATA[${URL_1}]]></callbackURL>
<permanentHook>false</permanentHook>
<rawData>false</rawData>
</hook>`;
    const ofOne = `
<hook>
<hookID>2</hookID>
<callbackURL><![CDATA[${URL_2}]]></callbackURL>
<meetingID><![CDATA[room-1]]></meetingID>
<permanentHook>false</permanentHook>
<rawData>true</rawData>
</hook>`;
    const answer = (hooks: string) =>
      `<response><returncode>SUCCESS</returncode>\n<hooks>${hooks}</hooks>\n</response>`;
    expect(await ask(server, 'hooks/list')).toBe(answer(ofAll + ofOne));
    expect(await ask(server, 'hooks/list', { meetingID: 'room-1' })).toBe(answer(ofAll + ofOne));
    expect(await ask(server, 'hooks/list', { meetingID: 'room-2' })).toBe(answer(ofAll));
  });
});

describe('hooks/destroy', () => {
  it('removes one hook, whose ID is not used again', async () => {
    const server = await testServer();
    await ask(server, 'hooks/create', { callbackURL: URL_1 });
    expect(await ask(server, 'hooks/destroy', { hookID: 1 })).toBe(
      '<response><returncode>SUCCESS</returncode>\n<removed>true</removed>\n</response>',
    );
    expect(field(await ask(server, 'hooks/destroy', { hookID: 1 }), 'messageKey')).toBe('destroyMissingHook');
    expect(field(await ask(server, 'hooks/create', { callbackURL: URL_1 }), 'hookID')).toBe('2');
  });

  it('says what is wrong', async () => {
    const server = await testServer({ webhooks: { permanent: [{ url: URL_1, getRaw: true }] } });
    expect(field(await ask(server, 'hooks/destroy'), 'messageKey')).toBe('missingParamHookID');
    expect(field(await ask(server, 'hooks/destroy', { hookID: 'x' }), 'messageKey')).toBe(
      'destroyMissingHook',
    );
    expect(field(await ask(server, 'hooks/list'), 'permanentHook')).toBe('true');
    expect(field(await ask(server, 'hooks/destroy', { hookID: 1 }), 'messageKey')).toBe('destroyHookError');
  });
});

it('a server without bbb-webhooks knows no such calls', async () => {
  const server = await testServer({ withoutWebhooks: [1] });
  for (const call of ['hooks/create', 'hooks/list', 'hooks/destroy']) {
    expect(field(await ask(server, call, { callbackURL: URL_1 }), 'messageKey')).toBe('unsupportedRequest');
  }
  server.endRoom(server.createRoom({ meetingId: 'room-1' }));
  expect(server.hooks()).toEqual([]);
});
