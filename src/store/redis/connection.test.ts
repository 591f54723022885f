import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort, type Service, startRedis, tempDir } from '../../../test/helpers/index.ts';
import { type ClusterStore, StoreUnavailable } from '../../cluster/ports.ts';
import { addServer, MEETING_TTL, place } from '../contract/subject.ts';
import { openRedisStore } from './index.ts';

const services: Service[] = [];
const stores: ClusterStore[] = [];

async function start(...options: Parameters<typeof startRedis>): Promise<Service> {
  const service = await startRedis(...options);
  services.push(service);
  return service;
}

function open(url: string): ClusterStore {
  const store = openRedisStore({ url, namespace: 'my "name\\space" ä', meetingTtl: MEETING_TTL });
  stores.push(store);
  return store;
}

async function works(store: ClusterStore): Promise<void> {
  await store.check();
  await addServer(store, { id: 'bbb1' });
  expect((await place(store, 'room')).server.id).toBe('bbb1');
  await store.servers.remove('bbb1');
  await store.meetings.forget('room', 'bbb1');
}

const reason = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a connection to Redis', () => {
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await Promise.all(services.splice(0).map((service) => service.dispose()));
  });

  it('goes by password', async () => {
    const { port } = await start({ config: ['requirepass p@ss/word'] });
    await works(open(`redis://:p%40ss%2Fword@127.0.0.1:${port}`));
    for (const url of [`redis://127.0.0.1:${port}`, `redis://:wrong-pass@127.0.0.1:${port}`]) {
      const error = await reason(open(url).check());
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(String(error)).toMatch(/NOAUTH|WRONGPASS/);
      expect(JSON.stringify(error) + String(error)).not.toContain('wrong-pass');
    }
  });

  it('goes to the database of the path, and to none but that', async () => {
    const { url } = await start();
    const [zero, five] = [open(url), open(`${url}/5`)];
    await addServer(five, { id: 'bbb5' });
    expect(await zero.servers.list()).toEqual([]);
    expect(await five.servers.list()).toHaveLength(1);
    const none = open(`${url}/99`);
    expect(String(await reason(none.servers.list()))).toContain('DB index is out of range');
    await expect(none.servers.suspect('bbb1', 60)).rejects.toThrow(StoreUnavailable);
    expect(await zero.servers.suspects()).toEqual(new Set());
  });

  it('goes over a socket', async () => {
    const { path } = await tempDir();
    await start({ config: [`unixsocket ${path}/redis.sock`] });
    await works(open(`unix://${path}/redis.sock`));
  });

  it('goes over TLS, and only to whom the certificate names', async () => {
    const certificate = await selfSigned();
    const port = await freePort();
    await start({
      config: [
        `tls-port ${port}`,
        `tls-cert-file ${certificate.file}`,
        `tls-key-file ${certificate.key}`,
        'tls-auth-clients no',
      ],
    });
    const stranger = await reason(open(`rediss://127.0.0.1:${port}`).check());
    expect(stranger).toBeInstanceOf(StoreUnavailable);
    const usual = getCACertificates();
    setDefaultCACertificates([...usual, certificate.pem]);
    try {
      await works(open(`rediss://127.0.0.1:${port}`));
    } finally {
      setDefaultCACertificates(usual);
    }
  });

  it('follows the sentinels to a new master', async () => {
    const master = await start({ config: ['repl-diskless-sync-delay 0'] });
    const replica = await start({ config: [`replicaof 127.0.0.1 ${master.port}`] });
    const sentinel = await start({
      sentinel: true,
      config: [
        `sentinel monitor main 127.0.0.1 ${master.port} 1`,
        'sentinel down-after-milliseconds main 500',
        'sentinel failover-timeout main 5000',
      ],
    });
    const store = open(`redis+sentinel://127.0.0.1:${await freePort()},127.0.0.1:${sentinel.port}/main`);
    await addServer(store, { id: 'bbb1' });
    await expect.poll(() => sentinel.output(), { timeout: 15_000 }).toContain('+slave');
    const direct = open(replica.url);
    await expect.poll(() => direct.servers.list(), { timeout: 15_000 }).toHaveLength(1);
    await master.kill();
    await expect.poll(() => reason(store.check()), { timeout: 15_000 }).toBeUndefined();
    expect(await store.servers.list()).toHaveLength(1);
    expect((await place(store, 'room')).server.id).toBe('bbb1');
    expect((await direct.meetings.locate('room'))?.server.id).toBe('bbb1');
  }, 45_000);

  it('to a Redis Cluster is refused for good', async () => {
    const { url } = await start({ config: ['cluster-enabled yes'] });
    const error = await reason(open(url).check());
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(StoreUnavailable);
    expect(String(error)).toContain('REDIS_URL is a Redis Cluster');
  });

  it('of an account without the right to INFO is usable', async () => {
    const { port } = await start({ config: ['user app on >secret ~* +@all -info'] });
    await works(open(`redis://app:secret@127.0.0.1:${port}`));
  });

  it('to an unreadable URL is refused at once, its password not told', () => {
    expect(() => open('redis://:secret@host:port:0')).toThrow(/^REDIS_URL can't be used: (?!.*secret)/);
  });
});

async function selfSigned(): Promise<{ file: string; key: string; pem: string }> {
  const { path } = await tempDir();
  const [file, key] = [join(path, 'cert.pem'), join(path, 'key.pem')];
  const subject = ['-subj', '/CN=redis', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const form = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await promisify(execFile)('openssl', ['req', ...form, ...subject, '-keyout', key, '-out', file]);
  return { file, key, pem: await readFile(file, 'utf8') };
}
