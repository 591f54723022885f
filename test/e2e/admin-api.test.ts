import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRedis } from '../helpers/index.ts';
import { adminClient, answers, BBB, balancer, jsonBody, noServer, sha } from './admin-client.ts';
import { SECRET, startBalancer } from './balancer.ts';

describe('the admin API', () => {
  const running = balancer({ env: { LOG_LEVEL: 'info', LOADBALANCER_SECRETS: 'second:third' } });
  const CALLS = {
    GET: ['getServers', 'getServerInfo', 'getTenants', 'getTenantInfo'],
    POST: [
      ...['addServer', 'updateServer', 'deleteServer', 'panicServer'],
      ...['addTenant', 'updateTenant', 'deleteTenant'],
    ],
  };

  /** A failure in the words of the BBB API. */
  function failure(key: string): object {
    return { status: 200, type: 'application/xml; charset=utf-8', returncode: 'FAILED', key };
  }

  it('refuses every call of tenants while tenancy is off', async () => {
    const off = { status: 412, json: { message: 'Multitenancy is disabled' } };
    const { admin } = running;
    for (const call of ['getTenants', 'getTenantInfo']) expect(answers(await admin.get(call))).toEqual(off);
    for (const call of ['addTenant', 'updateTenant', 'deleteTenant']) {
      expect(answers(await admin.post(call, { id: 'x' }))).toEqual(off);
    }
  });

  it('has each call by its method alone, and no others', async () => {
    const { admin, pool } = running;
    for (const call of CALLS.GET)
      expect(await admin.post(call, {})).toMatchObject(failure('unsupportedRequest'));
    for (const call of CALLS.POST) expect(await admin.get(call)).toMatchObject(failure('unsupportedRequest'));
    for (const call of ['getservers', 'getServers.json', 'foo', 'getServers/x', '']) {
      expect(await admin.get(call)).toMatchObject(failure('unsupportedRequest'));
    }
    const put = { method: 'PUT', ...jsonBody('{}') };
    expect(await admin.ask(admin.url('getServers'), put)).toMatchObject(failure('unsupportedRequest'));
    expect(await admin.ask(`${pool.origin}/scalelite/apiary`)).toMatchObject(failure('unsupportedRequest'));
    const slashes = `${pool.origin}//scalelite/api//getServers/?checksum=${sha('SHA1', 'getServers')}`;
    expect(await admin.ask(slashes)).toMatchObject({ status: 404 });
    const head = await fetch(admin.url('getServers'), { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([404, '']);
  });

  it('is open to the load balancer’s secrets, over the raw query, by every hash', async () => {
    const { admin, pool } = running;
    for (const secret of [SECRET, 'second', 'third']) {
      expect((await admin.ask(admin.url('getServerInfo', 'id=a%20b', secret))).json).toEqual({
        error: "Couldn't find server with id=a b",
      });
    }
    const at = (query: string): string => `${pool.origin}/scalelite/api/getServers?${query}`;
    for (const hash of ['SHA1', 'SHA256', 'SHA384', 'SHA512'] as const) {
      expect(await admin.ask(at(`checksum=${sha(hash, 'getServers')}`))).toMatchObject({ status: 404 });
    }
    const upper = sha('SHA256', 'getServers').toUpperCase();
    const others = sha('SHA256', 'getServerInfo');
    for (const query of ['', 'checksum=', `checksum=${upper}`, `checksum=${others}`]) {
      expect(await admin.ask(at(query))).toMatchObject(failure('checksumError'));
    }
    const tampered = admin.url('getServerInfo', 'id=1').replace('id=1', 'id=2');
    expect(await admin.ask(tampered)).toMatchObject(failure('checksumError'));
  });

  it('takes no checksum from a body', async () => {
    const { admin, pool } = running;
    const body = JSON.stringify({ id: 'x', checksum: sha('SHA256', 'deleteServer') });
    const url = `${pool.origin}/scalelite/api/deleteServer`;
    expect(await admin.ask(url, { method: 'POST', ...jsonBody(body) })).toMatchObject(
      failure('checksumError'),
    );
  });

  it('takes JSON only, and checks that before the checksum', async () => {
    const { admin, pool } = running;
    const unsigned = `${pool.origin}/scalelite/api/deleteServer`;
    for (const type of ['application/xml', 'application/x-www-form-urlencoded', 'text/plain', 'text/json']) {
      for (const url of [unsigned, admin.url('deleteServer')]) {
        expect(await admin.ask(url, { method: 'POST', ...jsonBody('{"id":"x"}', type) })).toMatchObject(
          failure('unsupportedContentType'),
        );
      }
    }
    const untyped = { method: 'POST', body: Buffer.from('{"id":"x"}') };
    expect(await admin.ask(unsigned, untyped)).toMatchObject(failure('unsupportedContentType'));
    const charset = jsonBody('{"id":"x"}', 'Application/JSON; charset=utf-8');
    const reply = await admin.ask(admin.url('deleteServer'), { method: 'POST', ...charset });
    expect(answers(reply)).toEqual(noServer('x'));
    const typedGet = { headers: { 'content-type': 'text/plain' } };
    expect(await admin.ask(admin.url('getServers'), typedGet)).toMatchObject({ status: 404 });
  });

  it('answers broken JSON with 400 and nothing else, after the checksum', async () => {
    const { admin, pool } = running;
    for (const body of ['{', '{"id":}', "{'id':1}", 'id=1']) {
      const init = { method: 'POST', ...jsonBody(body) };
      expect(await admin.ask(admin.url('deleteServer'), init)).toMatchObject({
        status: 400,
        type: 'text/html; charset=utf-8',
        text: '',
      });
      expect(await admin.ask(`${pool.origin}/scalelite/api/deleteServer`, init)).toMatchObject(
        failure('checksumError'),
      );
    }
    const bytes = { method: 'POST', ...jsonBody(''), body: Buffer.from([0x22, 0xff, 0x22]) };
    expect(await admin.ask(admin.url('deleteServer'), bytes)).toMatchObject({ status: 400, text: '' });
    expect(await admin.get('getServerInfo', 'id=%ff')).toMatchObject({ status: 400, text: '' });
  });

  it('misses the server object', async () => {
    const missing = {
      ...failure('internalError'),
      message: 'param is missing or the value is empty: server',
    };
    const { admin } = running;
    for (const body of [undefined, {}, { server: {} }, { server: null }, { server: 'x' }, [], 'text', 5]) {
      expect(await admin.post('addServer', body)).toMatchObject(missing);
    }
  });

  it('refuses a body that is too large, and goes on', async () => {
    const { admin } = running;
    const large = { server: { url: BBB, secret: 'x'.repeat(2 * 1024 * 1024) } };
    expect(answers(await admin.post('addServer', large))).toEqual({
      status: 413,
      json: { error: 'The body is larger than 1 MB', code: 'body-too-large' },
    });
    expect(await admin.get('getServers')).toMatchObject({ status: 404 });
  });

  it('logs a line per call, without secrets', async () => {
    const { admin, pool } = running;
    await admin.post('addServer', { server: { url: 'notaurl', secret: 'hush-hush' } });
    await admin.ask(admin.url('panicServer'), { method: 'POST', ...jsonBody('{"hush-hush') });
    const { stdout } = pool.process;
    await stdout.match(
      /"call":"panicServer","method":"POST","outcome":"malformed","ms":[\d.]+,"requestId":"[^"]+","msg":"admin call"/,
    );
    await stdout.match(/"call":"addServer","method":"POST","outcome":"400"/);
    expect(stdout.text()).not.toMatch(/hush-hush|checksum=/);
    expect(stdout.text()).not.toContain(SECRET);
  });
});

describe('while the store is down the admin API', () => {
  it('says so, and that a panic did not work', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.dispose());
    const pool = await startBalancer({
      store: 'redis',
      env: { REDIS_URL: redis.url },
      fleet: { servers: 1 },
    });
    onTestFinished(() => pool.close());
    const admin = adminClient(pool);
    await redis.stop();
    const down = { status: 503, json: { error: 'The load balancer can not reach its state store.' } };
    expect(answers(await admin.get('getServers'))).toEqual(down);
    expect(answers(await admin.post('addServer', { url: BBB, secret: 's' }))).toEqual(down);
    expect(answers(await admin.post('panicServer', { id: 'bbb1' }))).toEqual({
      status: 400,
      json: { error: "Couldn't disable server id=bbb1" },
    });
  });
});

describe('with SERVER_ID_IS_HOSTNAME the admin API', () => {
  const running = balancer({ env: { SERVER_ID_IS_HOSTNAME: 'true' } });

  it('names servers by their hosts, and refuses a host that is there', async () => {
    const { admin } = running;
    const add = (url: string) => admin.post('addServer', { server: { url, secret: 'x' } });
    expect(await add('https://BBB.example.com/bigbluebutton/api')).toMatchObject({
      status: 201,
      json: { id: 'bbb.example.com' },
    });
    expect(answers(await add('http://bbb.example.com:8080/'))).toEqual({
      status: 400,
      json: { error: "Server already exists with id 'bbb.example.com'" },
    });
  });
});

describe('with tenancy the admin API', () => {
  const running = balancer({ env: { MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' } });

  /** The status and text of a call on a host. */
  function onHost(host: string, url: string): Promise<[status: number | undefined, text: string]> {
    return new Promise((resolve, reject) => {
      request(url, { headers: { host } }, async (response) => {
        resolve([response.statusCode, Buffer.concat(await response.toArray()).toString()]);
      })
        .on('error', reject)
        .end();
    });
  }

  it('is open on URL_HOST and every host below it, to the load balancer’s secrets alone', async () => {
    const { admin } = running;
    await running.pool.store.tenants.add({ id: 't', name: 'school', secrets: ['tenants-own'], lrs: {} });
    for (const host of ['sl.example.com', 'school.sl.example.com', 'nobody.sl.example.com:8080']) {
      expect(await onHost(host, admin.url('getTenantInfo', 'id=t'))).toEqual([
        200,
        '{"id":"t","name":"school","secrets":"tenants-own"}',
      ]);
      const [status, text] = await onHost(host, admin.url('getServers', '', 'tenants-own'));
      expect([status, text]).toEqual([
        200,
        expect.stringContaining('<messageKey>checksumError</messageKey>'),
      ]);
    }
    expect(await onHost('example.com', admin.url('getServers'))).toEqual([403, '']);
  });
});
