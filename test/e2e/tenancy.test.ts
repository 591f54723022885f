import { type OutgoingHttpHeaders, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expiring, switched } from '../../src/cluster/tenant-own.ts';
import { type Balancer, field, type Params, SECRET, sign, startBalancer, storeKinds } from './balancer.ts';

const HOST = 'sl.example.com';
const SECRETS = { one: 'secret-of-one', two: 'secret-of-two' };

describe.each(storeKinds)('tenants on the %s store', (store) => {
  let pool: Balancer;
  beforeAll(async () => {
    const env = { MULTITENANCY_ENABLED: 'true', URL_HOST: HOST, TENANT_HEADER: 'X-Tenant' };
    pool = await startBalancer({ store, fleet: { servers: 1 }, env });
    for (const [name, secret] of Object.entries(SECRETS))
      await pool.store.tenants.add({ id: `id-of-${name}`, name, secrets: ['older', secret], lrs: {} });
  });
  afterAll(() => pool.close());

  interface Answer {
    readonly status: number | undefined;
    readonly text: string;
    readonly key: string | undefined;
  }

  const callOn = (host: string, secret: string, call: string, params: Params = {}): Promise<Answer> =>
    send(`/bigbluebutton/api/${call}?${sign(call, params, secret)}`, { host });

  function send(path: string, headers: OutgoingHttpHeaders): Promise<Answer> {
    const { hostname, port } = new URL(pool.origin);
    return new Promise((resolve, reject) => {
      const asking = request({ hostname, port, path, headers: { host: HOST, ...headers } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode, text, key: field(text, 'messageKey') }),
        );
      });
      asking.on('error', reject).end();
    });
  }

  const as = (tenant: keyof typeof SECRETS, call: string, params?: Params) =>
    callOn(`${tenant}.${HOST}`, SECRETS[tenant], call, params);

  const room = (meetingID: string) => ({ meetingID, name: 'A room' });

  it('are told by the first label of the host, and let in by their own secrets alone', async () => {
    expect((await as('one', 'getMeetings')).text).toContain('SUCCESS');
    expect((await callOn('ONE.SL.example.com:443', 'older', 'getMeetings')).text).toContain('SUCCESS');
    for (const [host, secret] of [
      [`one.${HOST}`, SECRET],
      [`one.${HOST}`, SECRETS.two],
      [`three.${HOST}`, SECRETS.one],
      [HOST, SECRET],
    ] as const)
      expect((await callOn(host, secret, 'getMeetings')).key).toBe('checksumError');
    expect((await callOn('one.example.com', SECRETS.one, 'getMeetings')).status).toBe(403);
    expect((await callOn(`three.${HOST}`, '', '')).text).toContain('<version>2.0</version>');
  });

  it('may be told by the path, or by the header of a proxy, as well', async () => {
    const ask = async (secret: string, path: string, headers: OutgoingHttpHeaders = {}) => {
      const query = sign('getMeetings', {}, secret);
      const { text, key } = await send(`${path}/bigbluebutton/api/getMeetings?${query}`, headers);
      return field(text, 'returncode') === 'SUCCESS' ? 'let in' : key;
    };
    expect(await ask(SECRETS.one, '/t/one')).toBe('let in');
    expect(await ask(SECRETS.one, '/t/One')).toBe('let in');
    expect(await ask(SECRETS.two, '', { 'x-tenant': 'two' })).toBe('let in');
    expect(await ask(SECRETS.one, '/t/two')).toBe('checksumError');
    expect(await ask(SECRETS.one, '/t/one', { 'x-tenant': 'two' })).toBe('checksumError');
    expect(await ask(SECRET, '/t/nobody')).toBe('checksumError');
    expect(await ask(SECRETS.one, '')).toBe('checksumError');
  });

  it('are let in no more while they are switched off, nor by a secret that has expired', async () => {
    const { tenants } = pool.store;
    const key = async (secret: string) =>
      (await callOn(`one.${HOST}`, secret, 'isMeetingRunning', { meetingID: 'x' })).key;
    await tenants.update('id-of-one', { own: switched(false) });
    expect(await key(SECRETS.one)).toBe('checksumError');
    await tenants.update('id-of-one', { own: { ...switched(true), ...expiring('older', Date.now()) } });
    expect(await key('older')).toBe('checksumError');
    expect(await key(SECRETS.one)).toBeUndefined();
    await tenants.update('id-of-one', { own: expiring('older', Date.now() + 600_000) });
    expect(await key('older')).toBeUndefined();
  });

  it('are named to BBB, whatever a client claims', async () => {
    const names = ['tenant-id', 'tenant-name', 'Tenant-Id', 'TENANT-NAME'];
    const spoof = Object.fromEntries(names.map((name) => [`meta_${name}`, 'id-of-two']));
    await as('one', 'create', { ...room('mine'), ...spoof });
    const sent = pool.fleet.servers[0]?.requests('create').at(-1)?.params ?? [];
    const named = sent.filter(({ name }) => /^meta_tenant/i.test(name));
    expect(named.map(({ value }) => value)).toEqual(['id-of-one', 'one']);
  });

  it('know nothing of each other’s meetings', async () => {
    await as('one', 'create', room('secret'));
    const join = { fullName: 'x', role: 'MODERATOR', message: 'x' };
    for (const call of ['getMeetingInfo', 'end', 'join', 'sendChatMessage']) {
      expect((await as('two', call, { ...room('secret'), ...join })).key).toBe('notFound');
    }
    expect((await as('two', 'isMeetingRunning', room('secret'))).text).toContain('<running>false<');
    expect((await as('two', 'getMeetings')).text).toBe(
      '<response><returncode>SUCCESS</returncode><messageKey>noMeetings</messageKey>' +
        '<message>no meetings were found on this server</message><meetings/></response>',
    );
    expect((await as('one', 'getMeetings')).text).toContain('<meetingID>secret</meetingID>');
    expect((await as('two', 'create', room('secret'))).key).toBe('internalError');
    expect((await as('one', 'join', { ...room('secret'), ...join })).status).toBe(302);
  });

  it('never get into a room of another’s that runs though its record was lost', async () => {
    for (const password of [{}, { moderatorPW: 'guessed' }, { moderatorPW: 'known' }]) {
      await as('one', 'create', { ...room('lost'), moderatorPW: 'known' });
      await pool.store.meetings.forget('lost', undefined);
      expect((await as('two', 'create', { ...room('lost'), ...password })).key).toBe('internalError');
      expect((await as('two', 'join', { ...room('lost'), fullName: 'x', role: 'VIEWER' })).key).toBe(
        'notFound',
      );
      expect((await as('one', 'create', room('lost'))).key).toBe('duplicateWarning');
    }
  });
});
