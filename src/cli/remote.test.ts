import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { selfSigned } from '../../test/helpers/certificate.ts';
import { freePort } from '../../test/helpers/index.ts';
import { type AdminApi, openAdminApi } from '../http/admin/testing.ts';
import { unreachable } from './remote-failure.ts';
import { openCli, type Printed } from './testing.ts';

const URL1 = 'https://bbb1.example.com/bigbluebutton/api';
const TOKEN = `slt_${'A'.repeat(43)}`;

interface Elsewhere {
  readonly api: AdminApi;
  /** Runs a command of this machine at the other balancer. */
  run(...args: string[]): Promise<Printed>;
}

async function elsewhere(scope: 'read' | 'admin' = 'admin'): Promise<Elsewhere> {
  const api = await openAdminApi({ SERVER_ID_IS_HOSTNAME: 'true' });
  const token = await api.token(scope);
  const cli = await openCli();
  return { api, run: (...args) => cli.run('--url', api.origin, '--token', token, ...args) };
}

async function serve(listener: RequestListener, tls = false): Promise<string> {
  const server = tls ? createTlsServer(selfSigned(), listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failure(url: string, token = TOKEN, exitCode = 1): Promise<string> {
  const cli = await openCli();
  const { code, stdout, stderr } = await cli.run('--url', url, '--token', token, 'servers', 'list');
  expect([code, stdout]).toEqual([exitCode, '']);
  expect(stderr).not.toContain(token === '' ? 'slt_A' : token);
  return stderr;
}

describe('a command with --url', () => {
  it('does at the other balancer what it does here', async () => {
    const { api, run } = await elsewhere();
    const added = await run('servers', 'add', URL1, '--secret', 's3cret', '--json');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect((await api.store.servers.list()).map(({ id, secret }) => [id, secret])).toEqual([
      ['bbb1.example.com', 's3cret'],
    ]);
    expect((await run('servers', 'list')).stdout).toContain('bbb1.example.com');
    const { stdout } = await run('audit');
    expect(stdout).toMatch(/for admin \(api\) +127\.0\.0\.1 +server\.add bbb1\.example\.com/);
  });

  it('tells what is refused there, with the same exit codes', async () => {
    const { run } = await elsewhere();
    expect(await run('servers', 'enable', 'nobody')).toEqual({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('nobody'),
    });
    const reader = await elsewhere('read');
    expect(await reader.run('tokens', 'list')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('This needs the scope admin; the token has read'),
    });
  });

  it('makes and revokes tokens there', async () => {
    const { api, run } = await elsewhere();
    const { stdout } = await run('tokens', 'create', '--name', 'ci', '--expires', '1h');
    expect(
      (await api.ask('GET', '/servers', { headers: { authorization: `Bearer ${stdout.trim()}` } })).status,
    ).toBe(200);
    expect((await run('tokens', 'list')).stdout).toMatch(/^ci +read +/m);
    expect(await run('tokens', 'revoke', 'ci')).toMatchObject({ code: 4 });
    expect(await run('tokens', 'revoke', 'ci', '--yes')).toMatchObject({ code: 0, stdout: 'ci revoked\n' });
  });

  it('is told by the environment too', async () => {
    const api = await openAdminApi();
    const token = await api.token('read');
    const cli = await openCli({ SCALELITE_URL: `${api.origin}/scalelite/api/`, SCALELITE_TOKEN: token });
    expect(await cli.run('servers', 'list', '--json')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });

  it('does nothing here that it was to do there', async () => {
    const { run } = await elsewhere();
    expect(await run('migrate')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('on its own machine only'),
    });
  });
});

describe('a balancer that can’t be asked', () => {
  it('does not listen', async () => {
    expect(await failure(`http://127.0.0.1:${await freePort()}`)).toMatch(
      /^Can't reach 127\.0\.0\.1:\d+: nobody listens there/,
    );
  });

  it('does not exist', () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND nobody'), { code: 'ENOTFOUND' });
    const { message } = unreachable(
      'http://nobody.example.com/scalelite/api',
      new TypeError('fetch failed', { cause }),
    );
    expect(message).toBe("Can't reach nobody.example.com: there is no such host");
  });

  it('is another program', async () => {
    const url = await serve((_, response) => response.writeHead(404).end('<h1>not here</h1>'));
    expect(await failure(url)).toContain(
      `${url}/scalelite/api answers with HTTP 404: is it the address of a balancer`,
    );
    const moved = await serve((_, response) => response.writeHead(302, { location: 'https://login' }).end());
    expect(await failure(moved)).toContain('leads elsewhere (https://login)');
    const strange = await serve((_, response) => response.end('{"servers": 5}'));
    expect(await failure(strange)).toContain('answers what this version does not understand');
  });

  it('has a certificate that nobody vouches for', async () => {
    const url = await serve((_, response) => response.end('[]'), true);
    expect(await failure(url)).toMatch(/self-signed certificate.*NODE_EXTRA_CA_CERTS/);
  });

  it('speaks TLS, or does not', async () => {
    const plain = await serve((_, response) => response.end('[]'));
    expect(await failure(plain.replace('http:', 'https:'))).toContain('does not speak TLS there');
    const tls = await serve((_, response) => response.end('[]'), true);
    expect(await failure(tls.replace('https:', 'http:'))).toMatch(/is it https:|HTTP 400/);
  });

  it.each(['', 'sl.example.com', 'ftp://x', 'https://user:password@x', 'https://x?y'])(
    'has no address %j',
    async (url) => {
      expect(await failure(url, TOKEN, 2)).toContain('--url takes the address of a balancer');
    },
  );

  it('does not know the token, or has heard too many', async () => {
    const { origin } = await openAdminApi();
    expect(await failure(origin)).toContain('The token is not accepted');
    for (let i = 0; i < 9; i++)
      await fetch(`${origin}/scalelite/api/servers`, { headers: { authorization: 'Bearer x' } });
    expect(await failure(origin)).toMatch(/Too many wrong tokens.*in \d+ seconds/);
  });

  it.each([
    ['', 'A token is missing'],
    ['the-secret\nof-another', 'What was given as token is none'],
  ])('is not asked with the token %j', async (token, message) => {
    const { origin } = await openAdminApi();
    const stderr = await failure(origin, token, 2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('the-secret');
  });
});
