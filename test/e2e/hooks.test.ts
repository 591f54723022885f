import { createHash } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { openDatabaseStore } from '../../src/store/index.ts';
import { startProcess } from '../helpers/index.ts';
import { startHttp } from '../helpers/servers.ts';
import { type Balancer, bringOnline, field, type Params, sign, startBalancer } from './balancer.ts';

const SOON = { timeout: 15_000 };
/** Seconds of waiting for one thing after the other, on a busy machine. */
const LONG = { timeout: 60_000 };
const TENANTS = ['one', 'two'] as const;
type TenantName = (typeof TENANTS)[number];

const secretOf = (tenant: TenantName): string => `secret-of-${tenant}`;

interface Heard {
  readonly event: string;
  readonly meeting: string;
  readonly key: string;
}

/** A front-end of a tenant's that notes what its hook is told, and refuses what its own secret has not signed. */
async function startFrontEnd(tenant: TenantName, answers: number[] = []) {
  const heard: Heard[] = [];
  const forged: string[] = [];
  const { port } = await startHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk;
    });
    request.on('end', () => {
      const { searchParams } = new URL(request.url ?? '', 'http://x');
      const { event = '', timestamp = '', domain = '' } = Object.fromEntries(new URLSearchParams(body));
      // As bbb-webhooks signs it when it is not set up otherwise.
      const signed = JSON.stringify({ event, timestamp: Number(timestamp), domain });
      const right = createHash('sha1')
        .update(`${url}${signed}${secretOf(tenant)}`)
        .digest('hex');
      if (searchParams.get('checksum') !== right) forged.push(body);
      const [{ data }] = JSON.parse(event);
      heard.push({
        event: data.id,
        meeting: data.attributes.meeting['external-meeting-id'],
        key: String(request.headers['idempotency-key']),
      });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  const url = `http://127.0.0.1:${port}/hook?of=${tenant}`;
  return { url, heard, forged, events: () => heard.map(({ event, meeting }) => `${event} ${meeting}`) };
}

/** A signed call of a tenant's, named by the path. */
async function as(pool: Balancer, tenant: TenantName, call: string, params: Params = {}): Promise<string> {
  const query = sign(call, params, secretOf(tenant));
  return await (await fetch(`${pool.origin}/t/${tenant}/bigbluebutton/api/${call}?${query}`)).text();
}

it(
  'a hook that was registered once hears of its tenant’s meetings, on every server there is and will be',
  LONG,
  async () => {
    const env = { MULTITENANCY_ENABLED: 'true', URL_HOST: '127.0.0.1', POLL_INTERVAL: '1' };
    const pool = await startBalancer({ fleet: { servers: 3 }, env });
    onTestFinished(() => pool.close());
    const [first, second, third] = pool.fleet.servers;
    if (!first || !second || !third) throw new Error('there are three servers');
    await pool.store.servers.remove(third.id);
    for (const name of TENANTS)
      await pool.store.tenants.add({ id: `id-of-${name}`, name, secrets: [secretOf(name)], lrs: {} });
    const database = await openDatabaseStore(loadConfig(pool.env));
    if (!database) throw new Error('there is no database');
    onTestFinished(() => database.close());
    const poller = await startProcess({ command: 'bin/start-poller', env: pool.env });
    onTestFinished(async () => void (await poller.stop()));
    const hooks = () => [first, second, third].map((server) => server.hooks().length);

    const one = await startFrontEnd('one', [200, 500]);
    const two = await startFrontEnd('two');
    const created = await as(pool, 'one', 'hooks/create', { callbackURL: one.url });
    const id = field(created, 'hookID') ?? '';
    expect(created).toContain('<permanentHook>false</permanentHook><rawData>false</rawData>');
    await expect.poll(hooks, SOON).toEqual([1, 1, 0]);
    const again = await as(pool, 'one', 'hooks/create', { callbackURL: one.url });
    expect([field(again, 'hookID'), field(again, 'messageKey')]).toEqual([id, 'duplicateWarning']);
    await as(pool, 'two', 'hooks/create', {
      callbackURL: two.url,
      eventID: 'user-joined',
      meetingID: 'physics',
    });
    const listed = await as(pool, 'one', 'hooks/list');
    expect(listed.match(/<hook>/g)).toHaveLength(1);
    expect(listed).toContain(`<hookID>${id}</hookID><callbackURL>${one.url}</callbackURL>`);

    await as(pool, 'one', 'create', { meetingID: 'maths', name: 'Maths' });
    await as(pool, 'two', 'create', { meetingID: 'physics', name: 'Physics' });
    for (const meeting of ['maths', 'physics']) {
      const server = pool.fleet.servers.find((candidate) => candidate.room(meeting));
      const room = server?.room(meeting);
      if (!server || !room) throw new Error('the room is not there');
      server.addUser(room, { fullName: 'Zoë', role: 'VIEWER' });
    }
    await expect.poll(two.events, SOON).toEqual(['user-joined physics']);
    await expect.poll(() => one.heard.length, SOON).toBe(2);
    const waits = async () => (await database.outbox.list({ state: 'waiting' }, { limit: 1 }))[0];
    await expect.poll(async () => (await waits())?.trouble, SOON).toBe('answered 500');
    await database.outbox.retry((await waits())?.id ?? '');
    await expect
      .poll(one.events, SOON)
      .toEqual(['meeting-created maths', 'user-joined maths', 'user-joined maths']);
    expect(one.heard[2]).toEqual(one.heard[1]);

    await first.fault('restart');
    await bringOnline(pool.store, third);
    await expect.poll(hooks, SOON).toEqual([1, 1, 1]);
    const [registered] = third.hooks();
    const forged = await fetch(
      `${pool.origin}${new URL(registered?.url ?? '').pathname}?checksum=${'0'.repeat(40)}`,
      {
        method: 'POST',
        body: new URLSearchParams({ event: '[]', timestamp: '1' }),
      },
    );
    expect(forged.status).toBe(401);

    const missing = await as(pool, 'two', 'hooks/destroy', { hookID: id });
    expect(field(missing, 'messageKey')).toBe('destroyMissingHook');
    const [other] = await database.hooks.list({ tenantId: 'id-of-two' });
    for (const [tenant, hookID] of [
      ['one', id],
      ['two', other?.id ?? ''],
    ] as const)
      expect(await as(pool, tenant, 'hooks/destroy', { hookID })).toContain('<removed>true</removed>');
    await expect.poll(hooks, SOON).toEqual([0, 0, 0]);
    expect([one.forged, two.forged]).toEqual([[], []]);
  },
);

it('what servers tell their hooks sets load and meetings at once, without a poll', LONG, async () => {
  const env = { URL_HOST: '127.0.0.1', INTERCEPT_END_CALLBACK: 'false' };
  const pool = await startBalancer({ fleet: { servers: 1 }, env });
  onTestFinished(() => pool.close());
  const [server] = pool.fleet.servers;
  if (!server) throw new Error('there is no server');
  const { port } = await startHttp((_, response) => void response.writeHead(200).end());
  await pool.call('hooks/create', { callbackURL: `http://127.0.0.1:${port}/` });
  await expect.poll(() => server.hooks().length, SOON).toBe(1);
  await pool.call('create', { meetingID: 'room', name: 'Room' });
  const room = server.room('room');
  if (!room) throw new Error('the room is not there');
  for (let i = 0; i < 40; i++) server.addUser(room, { fullName: `User ${i}` });
  const users = async () => (await pool.store.servers.find(server.id))?.users;
  await expect.poll(users, SOON).toBe(40);
  expect(await pool.load(server.id)).toBeGreaterThanOrEqual(40);
  server.endRoom(room);
  await expect.poll(() => pool.home('room'), SOON).toBeUndefined();
  await expect.poll(users, SOON).toBe(0);
  expect(await pool.load(server.id)).toBe(0);
});
