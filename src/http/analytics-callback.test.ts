import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addServer } from '../../test/e2e/installation.ts';
import { tempDir } from '../../test/helpers/index.ts';
import { startHttp, type TestServer } from '../../test/helpers/servers.ts';
import { signJwt } from '../bbb/jwt.ts';
import type { AnalyticsEvent } from '../callbacks/analytics.ts';
import { type ClusterStore, StoreUnavailable } from '../cluster/ports.ts';
import { loadConfig } from '../config.ts';
import { openClusterStore } from '../store/index.ts';
import { createAnalyticsCallback } from './analytics-callback.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const JSON_TYPE = 'application/json';
const NOW = Math.floor(Date.now() / 1000);
const good = signJwt({ exp: NOW + 600 }, 'secret-of-bbb2', 'HS512');

describe('analytics of a BBB server', () => {
  let store: ClusterStore;
  let passed: AnalyticsEvent[];
  let failure: Error | undefined;
  let server: TestServer;
  let remove: () => Promise<void>;

  async function serve(env: Record<string, string>): Promise<void> {
    const directory = await tempDir();
    const config = loadConfig({ DATA_DIR: directory.path, ...env });
    store = await openClusterStore(config, quiet);
    await store.migrate();
    for (const id of ['bbb1', 'bbb2']) await addServer(store, { id });
    const callback = createAnalyticsCallback({
      store,
      config,
      passOnAnalytics: async (event) => {
        if (failure) throw failure;
        passed.push(event);
      },
      newId: () => 'event-1',
      requests: { observe() {} },
      log: quiet,
    });
    server = await startHttp((message, response) => {
      const host = message.headers.host?.split(':')[0];
      void callback(message, host, response);
    });
    remove = async () => {
      await store.close();
      await directory.remove();
    };
  }

  beforeEach(() => {
    passed = [];
    failure = undefined;
  });
  afterEach(() => remove());

  /** `host`: by which the tenant is told. */
  async function post(body: string, headers: Record<string, string> = {}, host = 'sl.example.com') {
    const asking = httpRequest({
      port: server.port,
      method: 'POST',
      headers: { host, authorization: `Bearer ${good}`, 'content-type': JSON_TYPE, ...headers },
    }).end(body);
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of answer) text += chunk;
    return { status: answer.statusCode, text };
  }

  describe('without tenancy', () => {
    beforeEach(() => serve({}));

    it('is taken as JSON', async () => {
      const body = { meeting_id: 'room', data: { attendees: [{ name: 'Zoë' }] } };
      expect(await post(JSON.stringify(body))).toEqual({ status: 204, text: '' });
      expect(passed).toEqual([{ id: 'event-1', body, tenant: undefined }]);
    });

    it('is taken as a form, and as JSON that says nothing of its type', async () => {
      await post('meeting_id=a+room&version=1.0', { 'content-type': 'application/x-www-form-urlencoded' });
      await post('{"meeting_id":"b"}', { 'content-type': 'text/plain' });
      expect(passed.map(({ body }) => body)).toEqual([
        { meeting_id: 'a room', version: '1.0' },
        { meeting_id: 'b' },
      ]);
    });

    it.each([
      ['is missing', ''],
      ['is none', 'Bearer nonsense'],
      ['is a password', 'Basic c2VjcmV0LW9mLWJiYjI6'],
      ['has run out', `Bearer ${signJwt({ exp: NOW - 1 }, 'secret-of-bbb2', 'HS512')}`],
      ['is signed by a stranger', `Bearer ${signJwt({ exp: NOW + 600 }, 'stranger', 'HS512')}`],
      ['is signed by another hash', `Bearer ${signJwt({ exp: NOW + 600 }, 'secret-of-bbb2', 'HS256')}`],
    ])('is refused when its token %s', async (_, authorization) => {
      expect((await post('{"meeting_id":"room"}', { authorization })).status).toBe(401);
      expect(passed).toEqual([]);
    });

    it.each(['{', '[]', 'null', '"text"', '', '{"a":"\u0000'])('is refused when it says %j', async (body) => {
      expect((await post(body)).status).toBe(400);
      expect(passed).toEqual([]);
    });

    it('is to be said again when it could be neither delivered nor kept', async () => {
      failure = new StoreUnavailable('PostgreSQL cannot be used');
      expect((await post('{"meeting_id":"room"}')).status).toBe(503);
      failure = new Error('a mistake');
      expect((await post('{"meeting_id":"room"}')).status).toBe(500);
    });
  });

  describe('with tenancy', () => {
    beforeEach(async () => {
      await serve({ MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' });
      await store.tenants.add({ id: 'id-of-one', name: 'one', secrets: ['s'], lrs: {} });
    });

    it('is taken on the host of a tenant', async () => {
      expect((await post('{"meeting_id":"room"}', {}, 'one.sl.example.com')).status).toBe(204);
      expect(passed[0]?.tenant).toMatchObject({ id: 'id-of-one', name: 'one' });
    });

    it.each(['sl.example.com', 'two.sl.example.com'])(
      'is nobody’s on %s, whatever the token',
      async (host) => {
        for (const authorization of [`Bearer ${good}`, '']) {
          const { status, text } = await post('{"meeting_id":"room"}', { authorization }, host);
          expect([status, text.includes('checksumError')]).toEqual([200, true]);
        }
        expect(passed).toEqual([]);
      },
    );
  });
});
