import { beforeEach, describe, expect, it } from 'vitest';
import { parseQuery } from '../../bbb/query.ts';
import { createHookRequests, noHooks } from '../../callbacks/hooks/requests.ts';
import { fingerprint } from '../../cluster/tenant-own.ts';
import { openContext } from '../../operations/testing.ts';
import { createHook, destroyHook, listHooks } from './hooks.ts';
import type { Route } from './route.ts';

let handlers: Readonly<Record<'create' | 'list' | 'destroy', Route['handle']>>;
let spreads: number;
let open: Awaited<ReturnType<typeof opened>>;

async function opened(refusal?: string) {
  const database = await (await openContext()).database();
  if (database === undefined) throw new Error('there is no database');
  const { hooks, outbox } = database;
  spreads = 0;
  const requests = createHookRequests({
    ...{ hooks, outbox, refusal },
    mayCall: (url) => !url.includes('169.254.'),
    spread: async () => {
      spreads += 1;
    },
  });
  handlers = { create: createHook(requests), list: listHooks(requests), destroy: destroyHook(requests) };
  return { hooks, outbox };
}

beforeEach(async () => {
  open = await opened();
});

/** What a tenant is answered, on one line. */
async function ask(call: keyof typeof handlers, query: string, tenantId?: string): Promise<string> {
  const tenant = tenantId === undefined ? undefined : { id: tenantId, name: tenantId, secrets: [], lrs: {} };
  const answer = await handlers[call]({
    params: parseQuery(query),
    body: undefined,
    caller: { tenant },
    signedWith: () => 'secret',
    uploads: [],
    prefix: '',
    base: () => 'https://sl.example.com',
  });
  if (answer.kind !== 'xml') throw new Error('no XML');
  return String(answer.body);
}

const fails = async (call: keyof typeof handlers, query: string): Promise<unknown> =>
  await ask(call, query).catch((error: { key: string }) => error.key);

const idIn = (xml: string): string => /<hookID>(\d+)<\/hookID>/.exec(xml)?.[1] ?? '';

const HOOK = 'callbackURL=https%3A%2F%2Flms.example.com%2F%3Fa%3D1%26b%3D2';

describe('the calls of hooks', () => {
  it('register one, once for each URL', async () => {
    const created = await ask('create', `${HOOK}&meetingID=+a&eventID=User-Joined,,user-left&getRaw=TRUE`);
    const id = idIn(created);
    expect(created).toBe(
      `<response><returncode>SUCCESS</returncode><hookID>${id}</hookID>` +
        '<permanentHook>false</permanentHook><rawData>true</rawData></response>',
    );
    expect(spreads).toBe(1);
    expect(await ask('create', HOOK)).toBe(
      `<response><returncode>SUCCESS</returncode><hookID>${id}</hookID><messageKey>duplicateWarning</messageKey>` +
        '<message>There is already a hook for this callback URL.</message></response>',
    );
    expect(await open.hooks.find(id)).toMatchObject({
      callbackUrl: 'https://lms.example.com/?a=1&b=2',
      meetingId: ' a',
      events: ['user-joined', 'user-left'],
      kind: 'raw',
      signer: fingerprint('secret'),
    });
    expect(idIn(await ask('create', HOOK, 't1'))).not.toBe(id);
  });

  it('list those of the caller, of one meeting and of all', async () => {
    expect(await ask('list', '')).toBe(
      '<response><returncode>SUCCESS</returncode><hooks></hooks></response>',
    );
    const all = idIn(await ask('create', HOOK));
    const room = idIn(await ask('create', 'callbackURL=http://x&meetingID=room&eventID=meeting-ended'));
    await ask('create', HOOK, 't1');
    const listed = await ask('list', '');
    expect(listed).toBe(
      `<response><returncode>SUCCESS</returncode><hooks><hook><hookID>${all}</hookID>` +
        '<callbackURL>https://lms.example.com/?a=1&amp;b=2</callbackURL>' +
        '<permanentHook>false</permanentHook><rawData>false</rawData></hook>' +
        `<hook><hookID>${room}</hookID><callbackURL>http://x</callbackURL><meetingID>room</meetingID>` +
        '<eventID>meeting-ended</eventID><permanentHook>false</permanentHook><rawData>false</rawData></hook>' +
        '</hooks></response>',
    );
    expect(await ask('list', 'meetingID=room')).toBe(listed);
    expect((await ask('list', 'meetingID=other')).match(/<hook>/g)).toHaveLength(1);
  });

  it('destroy the caller’s own, and what it was still to be told', async () => {
    const id = idIn(await ask('create', HOOK));
    const theirs = idIn(await ask('create', HOOK, 't1'));
    const waits = (hook: string) => ({
      ...{ id: `for ${hook}`, kind: 'hook', receiver: `https://lms.example.com#${hook}` },
      ...{ subject: 'room', payload: '{}' },
    });
    await open.outbox.add([waits(id), waits(theirs)]);
    expect(await fails('destroy', '')).toBe('missingParamHookID');
    for (const unknown of [theirs, '99', 'x'])
      expect(await fails('destroy', `hookID=${unknown}`)).toBe('destroyMissingHook');
    expect(await ask('destroy', `hookID=${id}`)).toBe(
      '<response><returncode>SUCCESS</returncode><removed>true</removed></response>',
    );
    expect(spreads).toBe(3);
    expect(await fails('destroy', `hookID=${id}`)).toBe('destroyMissingHook');
    expect((await open.outbox.list({}, { limit: 9 })).map((one) => one.id)).toEqual([`for ${theirs}`]);
  });

  it.each(['ftp://x', 'lms', 'http://169.254.169.254/', `http://x/${'y'.repeat(4000)}`])(
    'register none for %s',
    async (url) => {
      expect(await fails('create', `callbackURL=${encodeURIComponent(url)}`)).toBe('createHookError');
      expect(await open.hooks.count()).toBe(0);
    },
  );

  it('register no more than a tenant may have', async () => {
    const count = async (owner?: { readonly tenantId: string | undefined }) =>
      owner?.tenantId === 't1' ? 10_001 : 10_000;
    const own = idIn(await ask('create', 'callbackURL=http://x', 't1'));
    const { hooks, outbox } = open;
    const full = createHookRequests({
      ...{ hooks: { ...hooks, count }, outbox },
      mayCall: () => true,
      spread: async () => {},
    });
    handlers = { ...handlers, create: createHook(full) };
    await expect(ask('create', HOOK, 't1')).rejects.toThrow('too many hooks');
    expect((await hooks.list({ tenantId: 't1' })).map(({ id }) => id)).toEqual([own]);
    expect(idIn(await ask('create', 'callbackURL=http://x', 't1'))).toBe(own);
    expect(await ask('create', HOOK, 't2')).toContain('SUCCESS');
  });

  it('say what is missing', async () => {
    expect(await fails('create', 'callbackURL=+')).toBe('missingParamCallbackURL');
    await opened('There is no host name.');
    await expect(ask('create', HOOK)).rejects.toThrow('There is no host name.');
    const none = noHooks('There is no database.');
    handlers = { create: createHook(none), list: listHooks(none), destroy: destroyHook(none) };
    await expect(ask('create', HOOK)).rejects.toThrow('There is no database.');
    expect(await ask('list', '')).toContain('<hooks></hooks>');
    expect(await fails('destroy', 'hookID=1')).toBe('destroyMissingHook');
  });
});
