import { describe, expect, it } from 'vitest';
import { perform } from '../../operations/perform.ts';
import { revokeToken } from '../../operations/tokens.ts';
import { addUser } from '../../operations/users.ts';
import { type AdminApi, openAdminApi, type Reply } from './testing.ts';

const PASSWORD = 'correct horse battery';
const OWN = { 'x-requested-by': 'dashboard', 'sec-fetch-site': 'same-origin' };

async function signIn(api: AdminApi, body: object, headers: object = {}): Promise<Reply> {
  return await api.ask('POST', '/session', {
    headers: { 'content-type': 'application/json', ...OWN, ...headers },
    body: JSON.stringify(body),
  });
}

function cookieOf(reply: Reply): string {
  return reply.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function addAnn(api: AdminApi): Promise<void> {
  await perform(addUser, api.context, { name: 'ann', password: PASSWORD, scope: 'operate' });
}

describe('a session of the dashboard', () => {
  it('is begun with a password, and is good for what its user may do', async () => {
    const api = await openAdminApi();
    await addAnn(api);
    const begun = await signIn(api, { user: 'ann', password: PASSWORD });
    expect(begun).toMatchObject({ status: 201, json: { name: 'ann', scope: 'operate' } });
    expect(begun.headers.get('set-cookie')).toMatch(
      /^scalelite_session=[\w-]{43}; Path=\/scalelite\/api; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    const headers = { cookie: cookieOf(begun), ...OWN };
    expect((await api.ask('GET', '/session', { headers })).json).toEqual({ name: 'ann', scope: 'operate' });
    expect((await api.ask('GET', '/servers', { headers })).status).toBe(200);
    expect((await api.ask('GET', '/tokens', { headers })).status).toBe(403);
    expect((await api.ask('GET', '/servers?show_secrets=true', { headers })).status).toBe(403);
  });

  it('is begun with a token, and ends with it', async () => {
    const api = await openAdminApi();
    const token = await api.token('admin', 'mine');
    const begun = await signIn(api, { token });
    const headers = { cookie: cookieOf(begun), ...OWN };
    expect((await api.ask('GET', '/session', { headers })).json).toEqual({ name: 'mine', scope: 'admin' });
    await perform(revokeToken, api.context, { id: 'mine' });
    expect((await api.ask('GET', '/session', { headers })).status).toBe(401);
  });

  it('is counted by the methods that it takes; all others are one', async () => {
    const api = await openAdminApi();
    for (const method of ['GET', 'PUT', 'PROPFIND', 'LOCK']) await api.ask(method, '/session');
    expect(api.counted).toEqual(['session GET 401', 'other 405', 'other 405', 'other 405']);
  });

  it('is named in the audit log by its user', async () => {
    const api = await openAdminApi();
    const begun = await signIn(api, { token: await api.token('admin', 'mine') });
    const headers = { cookie: cookieOf(begun), ...OWN, 'content-type': 'application/json' };
    const body = JSON.stringify({ url: 'https://bbb1.example.com/bigbluebutton/api', secret: 's' });
    expect((await api.ask('POST', '/servers', { headers, body })).status).toBe(201);
    expect((await api.ask('GET', '/audit?action=server.add', { headers })).json).toMatchObject({
      items: [{ via: 'dashboard', actor: 'mine', from: '127.0.0.1' }],
    });
  });

  it('ends when one signs out', async () => {
    const api = await openAdminApi();
    await addAnn(api);
    const headers = { cookie: cookieOf(await signIn(api, { user: 'ann', password: PASSWORD })), ...OWN };
    const ended = await api.ask('DELETE', '/session', { headers });
    expect(ended.headers.get('set-cookie')).toMatch(/^scalelite_session=; .*Max-Age=0/);
    expect((await api.ask('GET', '/servers', { headers })).status).toBe(401);
  });

  it('has a cookie for https alone where the browser came by it', async () => {
    const api = await openAdminApi();
    const body = { token: await api.token('read') };
    const said = { origin: 'https://sl.example.com', 'sec-fetch-site': 'same-origin' };
    expect((await signIn(api, body, said)).headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['without the header', { 'x-requested-by': '' }],
  ])('is of no use to a page %s', async (_, headers) => {
    const api = await openAdminApi();
    const begun = await signIn(api, { token: await api.token('admin') });
    const own = { cookie: cookieOf(begun), ...OWN, ...headers };
    expect((await api.ask('POST', '/servers/x/enable', { headers: own })).status).toBe(403);
    expect((await signIn(api, { token: await api.token('admin', 'b') }, headers)).status).toBe(403);
  });

  it('goes by Origin where the browser says no more', async () => {
    const api = await openAdminApi();
    const begun = await signIn(api, { token: await api.token('admin') });
    const from = async (origin: string) => {
      const headers = { cookie: cookieOf(begun), 'x-requested-by': 'dashboard', origin };
      return (await api.ask('POST', '/servers/x/enable', { headers })).status;
    };
    expect(await from(api.origin)).toBe(404);
    expect(await from('https://evil.example.com')).toBe(403);
    expect(await from('null')).toBe(403);
  });

  it('tells nobody what is wrong, and lets nobody try for long', async () => {
    const api = await openAdminApi();
    await addAnn(api);
    const known = await signIn(api, { user: 'ann', password: 'wrong password' });
    const unknown = await signIn(api, { user: 'bob', password: 'wrong password' });
    expect(known).toMatchObject({
      status: 401,
      json: { error: 'The token, the user or the password is not valid' },
    });
    expect(unknown.text).toBe(known.text);
    // Eight more, all at once.
    const many = Array.from({ length: 12 }, () => signIn(api, { user: 'ann', password: 'wrong password' }));
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(8);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    expect((await signIn(api, { user: 'ann', password: PASSWORD })).status).toBe(429);
  });

  it.each([
    [{}, 400],
    [{ user: 'ann' }, 400],
    [{ token: ['a'] }, 400],
    [{ token: 'x'.repeat(201) }, 400],
  ])('is not begun with %j', async (body, status) => {
    expect(await signIn(await openAdminApi(), body)).toMatchObject({ status });
  });

  it('is not to be had without a database', async () => {
    const api = await openAdminApi({ DB_DISABLED: 'true' });
    const refused = { status: 412, json: { error: expect.stringContaining('nobody can sign in') } };
    expect(await signIn(api, { token: 'x' })).toMatchObject(refused);
    expect(await api.ask('GET', '/session')).toMatchObject(refused);
  });

  it('takes no other method', async () => {
    const refused = await (await openAdminApi()).ask('PUT', '/session');
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe('GET, POST, DELETE');
  });
});
