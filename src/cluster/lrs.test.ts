import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../test/helpers/index.ts';
import { startHttp } from '../../test/helpers/servers.ts';
import { createSender } from '../outgoing/sender.ts';
import { createLrs, type Lrs } from './lrs.ts';
import type { Tenant } from './tenant.ts';

/** As BBB reads it. */
function opened(payload: string, secret: string): unknown {
  const bytes = Buffer.from(payload, 'base64');
  const derived = pbkdf2Sync(secret, bytes.subarray(8, 16), 10_000, 48, 'sha256');
  const decipher = createDecipheriv('aes-256-cbc', derived.subarray(0, 32), derived.subarray(32));
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString());
}

describe('the learning record store of a tenant', () => {
  let time: number;
  let patience: number;
  let said: string[];
  let lrs: Lrs;
  let sender: ReturnType<typeof createSender>;

  beforeEach(() => {
    time = 1_700_000_000_000;
    patience = 10_000;
    said = [];
    sender = createSender({ connectTimeoutMs: 5000, timeoutMs: 5000 });
    const tell = (fields: object, message: string) => void said.push(JSON.stringify([fields, message]));
    const impatient = {
      post: (request: Parameters<typeof sender.post>[0]) => sender.post({ ...request, timeoutMs: patience }),
    };
    const log = { debug: tell, info: tell, warn: tell, error: tell };
    lrs = createLrs({ sender: impatient, now: () => time, log });
  });
  afterEach(() => sender.close());

  const tenant = (fields: Record<string, string>): Tenant => ({
    id: 't1',
    name: 'one',
    secrets: ['s'],
    lrs: fields,
  });
  const told = async (fields: Record<string, string>, secret = 'server-secret') => {
    const access = await lrs.accessOf(tenant(fields));
    return access && opened(await access.sealedFor(secret), secret);
  };

  /** A Keycloak that answers so; tells the forms it was given. */
  async function keycloak(listener: RequestListener) {
    const forms: string[] = [];
    const { port } = await startHttp((request, response) => {
      let form = '';
      request.on('data', (chunk: Buffer) => {
        form += chunk;
      });
      request.on('end', () => {
        forms.push(`${request.method} ${request.headers['content-type']} ${form}`);
        listener(request, response);
      });
    });
    return { forms, fields: kcFields(port) };
  }

  const kcFields = (port: number) => ({
    lrs_endpoint: 'https://lrs.example.com/xapi',
    kc_token_url: `http://127.0.0.1:${port}/token`,
    kc_client_id: 'bbb',
    kc_client_secret: 'client-secret',
    kc_username: 'user',
    kc_password: 'pass word',
  });
  const grants =
    (token: string, seconds: unknown = 300): RequestListener =>
    (_, response) =>
      void response.end(JSON.stringify({ access_token: token, expires_in: seconds }));

  it('is told with user and password when it has them', async () => {
    const fields = { lrs_endpoint: 'https://lrs', lrs_username: 'user', lrs_password: 'pässword' };
    expect(await told({ ...fields, kc_token_url: 'http://unused' })).toEqual(fields);
  });

  it('is none without an endpoint, or a way in', async () => {
    expect(await lrs.accessOf(undefined)).toBeUndefined();
    expect(await told({})).toBeUndefined();
    expect(await told({ lrs_endpoint: 'https://lrs' })).toBeUndefined();
    expect(await told({ lrs_username: 'user', lrs_password: 'p' })).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('is sealed for each server, and for the same one anew after a minute', async () => {
    const access = await lrs.accessOf(tenant({ lrs_endpoint: 'https://lrs', lrs_username: 'u' }));
    const [one, two, again] = await Promise.all(['a', 'b', 'a'].map((secret) => access?.sealedFor(secret)));
    expect(one).toBe(again);
    expect(one).not.toBe(two);
    time += 60_000;
    expect(await access?.sealedFor('a')).not.toBe(one);
  });

  it('is told with a token of a Keycloak', async () => {
    const { forms, fields } = await keycloak(grants('token-1'));
    expect(await told(fields)).toEqual({ lrs_endpoint: fields.lrs_endpoint, lrs_token: 'token-1' });
    expect(forms).toEqual([
      'POST application/x-www-form-urlencoded client_id=bbb&client_secret=client-secret&username=user&password=pass+word&grant_type=password',
    ]);
  });

  it('has one token for all creates until shortly before it expires', async () => {
    let count = 0;
    const { forms, fields } = await keycloak((request, response) =>
      grants(`token-${++count}`)(request, response),
    );
    await Promise.all(Array.from({ length: 20 }, () => told(fields)));
    time += 239_000;
    expect(await told(fields)).toMatchObject({ lrs_token: 'token-1' });
    time += 2000;
    expect(await told(fields)).toMatchObject({ lrs_token: 'token-2' });
    expect(await told({ ...fields, kc_password: 'changed' })).toMatchObject({ lrs_token: 'token-3' });
    expect(forms.length).toBe(3);
  });

  it('keeps no token of unknown life', async () => {
    let count = 0;
    const { fields } = await keycloak((request, response) =>
      grants(`token-${++count}`, 'soon')(request, response),
    );
    expect(await told(fields)).toMatchObject({ lrs_token: 'token-1' });
    expect(await told(fields)).toMatchObject({ lrs_token: 'token-2' });
  });

  it.each([
    [
      'refuses',
      'the token server answered 401',
      (_, response) => void response.writeHead(401).end('{"error":"x"}'),
    ],
    [
      'moved',
      'the token server answered 302',
      (_, response) => void response.writeHead(302, { location: '/x' }).end(),
    ],
    [
      'answers garbage',
      'something else than JSON',
      (_, response) => void response.end('<html>client-secret'),
    ],
    ['answers null', 'gave no token', (_, response) => void response.end('null')],
    ['gives no token', 'gave no token', grants('')],
    ['is too slow', 'no answer in time', () => {}],
  ] satisfies [string, string, RequestListener][])(
    'is done without when its Keycloak %s, which the log tells without secrets',
    async (_, reason, listener) => {
      if (reason === 'no answer in time') patience = 200;
      const { forms, fields } = await keycloak(listener);
      expect(await told(fields)).toBeUndefined();
      expect(said.length).toBe(1);
      expect(said[0]).toContain(reason);
      for (const secret of ['client-secret', 'pass word', 'pass+word', 'http'])
        expect(said[0]).not.toContain(secret);
      // Creates of the next seconds do not wait for it again.
      expect(await told(fields)).toBeUndefined();
      expect(forms.length).toBe(1);
      time += 10_000;
      await told(fields);
      expect(forms.length).toBe(2);
    },
  );

  it('is done without when its Keycloak is down, or its address is none', async () => {
    expect(await told(kcFields(await freePort()))).toBeUndefined();
    expect(await told({ ...kcFields(1), kc_token_url: 'keycloak' })).toBeUndefined();
    expect(said.join()).toMatch(/connection refused.*no http\(s\) URL/);
  });
});
