import { describe, expect, it } from 'vitest';
import { bearer, openAdminApi, type Reply, SECRET, signed } from './testing.ts';

const SERVER = { url: 'https://bbb1.example.com/bigbluebutton/api', secret: 's3cret' };
const NAMED = { SERVER_ID_IS_HOSTNAME: 'true' };

function told({ status, json }: Reply): { status: number; json: unknown } {
  return { status, json };
}

describe('the REST face', () => {
  it('does what the operations do, by path, query and body', async () => {
    const { admin } = await openAdminApi(NAMED);
    const added = await admin('POST', '/servers', { ...SERVER, tag: 'big', enable: true });
    expect(told(added)).toMatchObject({ status: 201, json: { id: 'bbb1.example.com', state: 'enabled' } });
    const path = '/servers/bbb1.example.com';
    expect(told(await admin('PATCH', path, { load_multiplier: 2 }))).toMatchObject({
      status: 200,
      json: { load_multiplier: 2, tag: 'big' },
    });
    expect((await admin('GET', `${path}?show_secrets=true`)).json).toMatchObject({ secret: 's3cret' });
    expect((await admin('GET', '/servers')).json).toMatchObject([{ id: 'bbb1.example.com' }]);
    expect((await admin('POST', `${path}/cordon`)).json).toMatchObject({ state: 'cordoned' });
    expect((await admin('DELETE', `${path}?end_meetings=true`)).status).toBe(200);
    expect(told(await admin('GET', path))).toEqual({
      status: 404,
      json: {
        ...{ error: 'There is no server with the id "bbb1.example.com"' },
        ...{ code: 'unknown', values: { noun: 'server', id: 'bbb1.example.com' } },
      },
    });
  });

  it('takes ids as they are, percent-encoded', async () => {
    const { admin } = await openAdminApi();
    for (const id of ['a/b', 'ö %', 'x?y=1', '%2F']) {
      const { json } = await admin('GET', `/meetings/${encodeURIComponent(id)}`);
      expect(json).toMatchObject({ error: `There is no meeting with the id ${JSON.stringify(id)}` });
    }
    for (const path of ['/meetings/%ff', '/meetigns', '/servers/a/b/c']) {
      expect(told(await admin('GET', path))).toMatchObject({
        status: 404,
        json: { error: expect.stringContaining('/docs') },
      });
    }
  });

  it('says everything that is wrong with the fields at once', async () => {
    const { admin } = await openAdminApi();
    const { status, json } = await admin('POST', '/servers', {
      url: 'bbb1',
      load_multiplier: 'x',
      color: 'red',
    });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      error: expect.stringContaining('secret: It is missing'),
      problems: [{ field: 'color' }, { field: 'url' }, { field: 'secret' }, { field: 'load_multiplier' }],
    });
    expect(told(await admin('GET', '/meetings?limit=0&limt=5'))).toMatchObject({
      status: 400,
      json: { problems: [{ field: 'limt' }, { field: 'limit' }] },
    });
    expect((await admin('POST', '/servers?url=x', SERVER)).status).toBe(400);
    expect((await admin('GET', '/servers?show_secrets=%ff')).status).toBe(400);
  });

  it.each([
    ['no JSON', { body: '{"url": "s3cret' }, 400],
    ['JSON that is no object', { body: '[1]' }, 400],
    ['another type', { body: 'url=x', headers: { 'content-type': 'text/plain' } }, 415],
    ['more than a megabyte', { body: JSON.stringify({ url: 'x'.repeat(1024 * 1024) }) }, 413],
  ])(
    'refuses %s',
    async (_, { body, headers }: { body: string; headers?: Record<string, string> }, status) => {
      const { ask, token } = await openAdminApi();
      const given = bearer(await token('admin'), {}).headers;
      const reply = await ask('POST', '/servers', {
        body,
        headers: { ...Object.fromEntries(new Headers(given)), ...headers },
      });
      expect(told(reply)).toMatchObject({
        status,
        json: { error: expect.any(String), code: expect.any(String) },
      });
      expect(reply.text).not.toContain('s3cret');
    },
  );

  it('knows the methods of each path, and HEAD', async () => {
    const { admin } = await openAdminApi();
    const wrong = await admin('PUT', '/meetings/x');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await admin('DELETE', '/servers')).headers.get('allow')).toBe('GET, HEAD, POST, PUT');
    const head = await admin('HEAD', '/servers');
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '2']);
  });

  it('is not to be kept by anybody on the way', async () => {
    const { admin } = await openAdminApi();
    const { headers } = await admin('GET', '/servers');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('answers 503 while the store does not, and does not say more than that', async () => {
    const { admin, store } = await openAdminApi();
    expect((await admin('GET', '/servers')).status).toBe(200);
    await store.close();
    expect(told(await admin('GET', '/servers'))).toMatchObject({
      status: 503,
      json: { error: expect.any(String) },
    });
  });
});

describe('a body', () => {
  it('that is no object is not taken for an empty one', async () => {
    const { admin } = await openAdminApi();
    for (const body of [[1], 'x', 5, null]) {
      const { status, json } = await admin('POST', '/end-meetings', body);
      const error = "The request can't be read: not a JSON object";
      expect([status, json]).toMatchObject([400, { error, code: 'malformed' }]);
    }
  });
});

describe('a token', () => {
  it('does what its scope allows', async () => {
    const { ask, token, admin } = await openAdminApi(NAMED);
    await admin('POST', '/servers', SERVER);
    const may = async (scope: 'read' | 'operate' | 'admin') => {
      const text = await token(scope);
      const statuses: number[] = [];
      for (const [method, path, body] of [
        ['GET', '/servers/bbb1.example.com'],
        ['GET', '/servers/bbb1.example.com?show_secrets=true'],
        ['POST', '/servers/bbb1.example.com/enable', {}],
        ['PATCH', '/servers/bbb1.example.com', { tag: 'x' }],
        ['GET', '/getServers'],
      ] as const) {
        statuses.push((await ask(method, path, bearer(text, body))).status);
      }
      return statuses;
    };
    expect(await may('read')).toEqual([200, 403, 403, 403, 403]);
    expect(await may('operate')).toEqual([200, 403, 200, 403, 403]);
    expect(await may('admin')).toEqual([200, 200, 200, 200, 200]);
  });

  it('stands beside the checksum in the calls of the Ruby Scalelite', async () => {
    const { admin, ask } = await openAdminApi(NAMED);
    const added = await admin('POST', '/addServer', { server: SERVER });
    expect(told(added)).toMatchObject({ status: 201, json: { id: 'bbb1.example.com', secret: 's3cret' } });
    expect((await ask('GET', `/getServers?${signed('getServers')}`)).json).toMatchObject([
      { id: 'bbb1.example.com' },
    ]);
    expect((await ask('GET', '/getServers')).text).toContain('checksumError');
    expect((await ask('GET', '/getServers', bearer('wrong'))).status).toBe(401);
  });

  it('is refused when it is missing, wrong, revoked or expired', async () => {
    const { ask, token, admin, context } = await openAdminApi();
    const missing = await ask('GET', '/servers');
    expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="scalelite"',
    ]);
    const text = await token('read', 'ci');
    expect((await ask('GET', '/servers', bearer(text))).status).toBe(200);
    await admin('DELETE', '/tokens/ci');
    expect(told(await ask('GET', '/servers', bearer(text)))).toEqual({
      status: 401,
      json: { error: 'The token or checksum is not valid', code: 'wrong-credentials' },
    });
    const old = `slt_${'A'.repeat(43)}`;
    const { tokenHash } = await import('../../access/api-token.ts');
    const past = {
      id: 'old',
      name: 'old',
      scope: 'admin',
      createdAt: 0,
      expiresAt: 1,
      lastUsedAt: undefined,
    } as const;
    await (await context.database())?.apiTokens.add(past, tokenHash(old));
    expect((await ask('GET', '/servers', bearer(old))).status).toBe(401);
  });

  it('can be tried ten times a minute; then the address has to wait, with a good one too', async () => {
    const { ask, token, admin } = await openAdminApi({ TRUST_PROXY: 'loopback' });
    expect((await admin('GET', '/servers')).status).toBe(200);
    const from = (address: string, text: string): RequestInit => ({
      headers: { authorization: `Bearer ${text}`, 'x-forwarded-for': address },
    });
    const good = await token('read');
    for (let i = 0; i < 10; i++)
      expect((await ask('GET', '/servers', from('192.0.2.1', 'slt_x'))).status).toBe(401);
    const blocked = await ask('GET', '/servers', from('192.0.2.1', good));
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('GET', `/servers?${signed('GET/servers')}`, from('192.0.2.1', 'x'))).status).toBe(429);
    expect((await ask('GET', '/servers', from('192.0.2.2', good))).status).toBe(200);
  });

  it('is of no use without a database, while checksums are', async () => {
    const { ask } = await openAdminApi({ DB_DISABLED: 'true' });
    expect((await ask('GET', '/servers', bearer(`slt_${'A'.repeat(43)}`))).status).toBe(401);
    expect((await ask('GET', `/servers?${signed('GET/servers')}`)).status).toBe(200);
  });
});

describe('a checksum', () => {
  it('covers method, path and query, and allows everything', async () => {
    const { ask } = await openAdminApi(NAMED);
    const body = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(SERVER),
    };
    expect((await ask('POST', `/servers?${signed('POST/servers')}`, body)).status).toBe(201);
    const path = '/servers/bbb1.example.com';
    expect((await ask('GET', `${path}?${signed(`GET${path}`, 'show_secrets=true')}`)).json).toMatchObject({
      secret: 's3cret',
    });
    const seen = signed(`GET${path}`);
    expect((await ask('DELETE', `${path}?${seen}`)).status).toBe(401);
    expect((await ask('GET', `/servers?${seen}`)).status).toBe(401);
    expect((await ask('GET', `${path}?show_secrets=true&${seen}`)).status).toBe(401);
    expect((await ask('GET', `${path}?${signed(`GET${path}`, '', 'wrong')}`)).status).toBe(401);
    expect((await ask('GET', `${path}?${seen}`)).status).toBe(200);
  });
});

describe('the audit log', () => {
  it('tells who changed what through either face', async () => {
    const { admin, ask } = await openAdminApi(NAMED);
    await admin('POST', '/servers', SERVER);
    const body = JSON.stringify({ id: 'bbb1.example.com', server: { tag: 'x', state: 'enable' } });
    const headers = { 'content-type': 'application/json' };
    await ask('POST', `/updateServer?${signed('updateServer')}`, { body, headers });
    const { json, text } = await admin('GET', '/audit');
    expect(json).toMatchObject({
      items: [
        {
          via: 'api',
          actor: 'secret',
          from: '127.0.0.1',
          action: 'server.enable',
          after: { state: 'enabled' },
        },
        { via: 'api', actor: 'secret', action: 'server.update', before: { tag: null }, after: { tag: 'x' } },
        { via: 'api', actor: 'tester', from: '127.0.0.1', action: 'server.add', subject: 'bbb1.example.com' },
        { via: 'cli', actor: 'tester', action: 'token.create' },
      ],
    });
    expect(text).not.toMatch(new RegExp(`s3cret|${SECRET}|slt_`));
  });
});
