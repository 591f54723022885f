import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { innerId } from '../../src/cluster/isolated-id.ts';
import { analyticsOf } from '../../src/simulator/analytics.ts';
import { startHttp } from '../helpers/servers.ts';
import { type Balancer, field, type Params, sign, startBalancer } from './balancer.ts';

const HOST = 'sl.example.com';
const TENANTS = ['one', 'two'] as const;
type TenantName = (typeof TENANTS)[number];

/** BBB takes no longer one: with a mark of the tenant it would be too long. */
const LONG = 'L<&>'.padEnd(256, 'x');
const LONG_XML = LONG.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;');

interface Answer {
  readonly status: number | undefined;
  readonly location: string;
  readonly text: string;
}

describe('tenants whose meeting IDs are their own', () => {
  let pool: Balancer;
  beforeAll(async () => {
    const env = { MULTITENANCY_ENABLED: 'true', URL_HOST: HOST, TENANT_MEETING_IDS: 'isolated' };
    pool = await startBalancer({ fleet: { servers: 1 }, env });
    for (const name of TENANTS)
      await pool.store.tenants.add({ id: `id-of-${name}`, name, secrets: [`secret-of-${name}`], lrs: {} });
  });
  afterAll(() => pool.close());

  function send(
    tenant: TenantName,
    path: string,
    options: { readonly method?: string; readonly headers?: Params; readonly body?: string } = {},
  ): Promise<Answer> {
    const { hostname, port } = new URL(pool.origin);
    const { method = 'GET', headers, body } = options;
    return new Promise((resolve, reject) => {
      const all = { host: `${tenant}.${HOST}`, ...headers };
      request({ hostname, port, path, method, headers: all }, (response) => {
        const { statusCode: status, headers: told } = response;
        text(response).then(
          (answer) => resolve({ status, location: told.location ?? '', text: answer }),
          reject,
        );
      })
        .on('error', reject)
        .end(body);
    });
  }

  const path = (tenant: TenantName, call: string, params: Params = {}): string =>
    `/bigbluebutton/api/${call}?${sign(call, params, `secret-of-${tenant}`)}`;
  const as = (tenant: TenantName, call: string, params?: Params): Promise<Answer> =>
    send(tenant, path(tenant, call, params));

  const called = (id: string): string => `<meetingID>${id}</meetingID>`;
  /** The room of the one BBB server. */
  const room = (tenant: TenantName, id: string) => {
    const found = pool.fleet.servers[0]?.room(innerId(`id-of-${tenant}`, id));
    if (found === undefined) throw new Error('BBB has no such room');
    return found;
  };

  it('may use the same ID at once, in every call', async () => {
    const algebra = { meetingID: 'algebra' };
    for (const tenant of TENANTS) {
      const created = await as(tenant, 'create', {
        ...algebra,
        name: `Room of ${tenant}`,
        moderatorPW: 'mp',
      });
      expect(field(created.text, 'returncode')).toBe('SUCCESS');
      expect(created.text).toContain(called('algebra'));
      const again = await as(tenant, 'create', { ...algebra, name: `Room of ${tenant}`, moderatorPW: 'mp' });
      expect(field(again.text, 'messageKey')).toBe('duplicateWarning');
    }
    const { internalId: internal } = room('two', 'algebra');
    expect(room('one', 'algebra').internalId).not.toBe(internal);
    for (const tenant of TENANTS) {
      const info = await as(tenant, 'getMeetingInfo', algebra);
      expect(info.text).toContain(called('algebra'));
      expect(info.text).toContain(`<meetingName>Room of ${tenant}</meetingName>`);
      const { text: list } = await as(tenant, 'getMeetings');
      expect(list.split(called('algebra')).length).toBe(2);
      expect(list).not.toMatch(/t[0-9a-f]{20}/);
      expect(list).toContain(`Room of ${tenant}`);
      const { location } = await as(tenant, 'join', { ...algebra, fullName: tenant, role: 'VIEWER' });
      expect(new URL(location).searchParams.get('meetingID')).toBe(innerId(`id-of-${tenant}`, 'algebra'));
      expect((await fetch(location)).status).toBe(200);
      const chat = await as(tenant, 'sendChatMessage', { ...algebra, message: 'Hi' });
      expect(field(chat.text, 'returncode')).toBe('SUCCESS');
      const slides = await send(tenant, path(tenant, 'insertDocument', algebra), {
        method: 'POST',
        headers: { 'content-type': 'application/xml' },
        body: '<modules><module name="presentation"/></modules>',
      });
      expect(field(slides.text, 'returncode')).toBe('SUCCESS');
    }
    expect(room('one', 'algebra').attendees.map(({ fullName }) => fullName)).toEqual(['one']);
    await as('one', 'end', { ...algebra, password: 'mp' });
    const running = async (tenant: TenantName) =>
      field((await as(tenant, 'isMeetingRunning', algebra)).text, 'running');
    expect([await running('one'), await running('two')]).toEqual(['false', 'true']);
    expect(field((await as('one', 'getMeetingInfo', algebra)).text, 'messageKey')).toBe('notFound');
  });

  it('may use the longest that BBB takes, and say nothing in its name', async () => {
    const spoof = { 'meta_tenant-meeting-id': 'spoofed', 'meta_Tenant-Meeting-Id': 'spoofed', meta_a: 'b' };
    for (const tenant of TENANTS) {
      const asked = { meetingID: LONG, name: 'Long', ...spoof };
      expect((await as(tenant, 'create', asked)).text).toContain(called(LONG_XML));
      expect(room(tenant, LONG).settings.metadata.get('tenant-meeting-id')).toBe(LONG);
      for (const call of ['getMeetings', 'getMeetingInfo']) {
        const { text: answer } = await as(tenant, call, { meetingID: LONG });
        expect(answer).toContain(called(LONG_XML));
        expect(answer).toContain('<a><![CDATA[b]]></a>');
        expect(answer).not.toContain('tenant-meeting-id');
      }
    }
    const tooLong = await as('one', 'create', { meetingID: `${LONG}x`, name: 'Longer' });
    expect(field(tooLong.text, 'returncode')).toBe('FAILED');
  });

  it('name the parent of a breakout room as they know it', async () => {
    await as('one', 'create', { meetingID: 'parent', name: 'Parent' });
    const breakout = { meetingID: 'child', name: 'Child', isBreakout: 'true', sequence: '1' };
    const { text: created } = await as('one', 'create', { ...breakout, parentMeetingID: 'parent' });
    expect(created).toContain(called('child'));
    expect(created).toContain('<parentMeetingID>parent</parentMeetingID>');
    const { text: info } = await as('one', 'getMeetingInfo', { meetingID: 'parent' });
    expect(info).toContain('<breakout>child</breakout>');
    const { text: unknown } = await as('two', 'create', { ...breakout, parentMeetingID: 'parent' });
    expect(field(unknown, 'returncode')).toBe('FAILED');
  });

  it('reach their meetings of before, and nobody else does', async () => {
    const old = { meetingID: 'old', name: 'Old', 'meta_tenant-id': 'id-of-one' };
    const [server] = pool.fleet.servers;
    const [home] = await pool.store.servers.list();
    if (server === undefined || home === undefined) throw new Error('there is no server');
    await fetch(`${server.url}/create?${sign('create', old, server.secret)}`);
    await pool.store.meetings.settle(
      { id: 'old', serverId: home.id, moderatorPw: 'mp', voiceBridge: undefined, tenantId: 'id-of-one' },
      'settled',
      3600,
    );
    expect((await as('one', 'getMeetingInfo', old)).text).toContain(called('old'));
    expect(field((await as('two', 'getMeetingInfo', old)).text, 'messageKey')).toBe('notFound');
    expect(field((await as('two', 'create', old)).text, 'returncode')).toBe('SUCCESS');
    expect(field((await as('one', 'create', { meetingID: 'old', name: 'Old' })).text, 'messageKey')).toBe(
      'duplicateWarning',
    );
  });

  it('are told of their meetings by the IDs that they know', async () => {
    const told: string[] = [];
    const { port } = await startHttp((message, response) => {
      text(message).then(
        (body) => {
          told.push(`${message.url} ${body}`);
          response.end();
        },
        () => response.destroy(),
      );
    });
    const secret = pool.fleet.servers[0]?.secret ?? '';
    for (const [tenant, id] of [
      ['one', 'talk'],
      ['two', 'talk'],
      ['two', `${LONG.slice(0, -1)}y`],
    ] as const) {
      const url = `http://127.0.0.1:${port}/${tenant}`;
      await as(tenant, 'create', { meetingID: id, name: 'Talk', 'meta_analytics-callback-url': url });
      const said = analyticsOf(room(tenant, id), secret, Date.now());
      const { status } = await send(tenant, '/bigbluebutton/api/analytics_callback', said);
      expect(status).toBe(204);
      expect(told.at(-1)).toContain(`/${tenant} `);
      expect(told.at(-1)).toContain(`"meeting_id":${JSON.stringify(id)}`);
    }
    expect(told.length).toBe(3);
  });
});
