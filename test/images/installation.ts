import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, fetch, type RequestInit } from 'undici';
import { type Fleet, startFleet } from '../../src/simulator/fleet.ts';
import { type Params, type Reply, read, SECRET, sign } from '../e2e/balancer.ts';
import { selfSigned } from '../helpers/certificate.ts';
import { freePort, freshDatabase, freshNamespace, tempDir, waitForAnswer } from '../helpers/index.ts';
import { imageName, type Target } from './build.ts';
import { type Container, startContainer } from './container.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What the guide sets up, from the images, on free ports of this machine: two nginx, with and without HTTPS. */
export interface Installation {
  readonly fleet: Fleet;
  readonly api: Container;
  readonly poller: Container;
  readonly importer: Container;
  /** As user 1000. */
  readonly plain: Container;
  /** With HTTPS, started as root, as the key is root's alone. */
  readonly secure: Container;
  /** `http://localhost:PORT` of the first, `https://localhost:PORT` of the other, and the port that leads there. */
  readonly origins: { readonly plain: string; readonly secure: string; readonly leads: string };
  /** Any address of these; redirects are not followed. */
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  /** A signed create through HTTPS, with slides of so many bytes in its body. */
  createWithSlides(meetingId: string, bytes: number): Promise<Answer>;
  /** As a browser, until a page is shown. */
  follow(url: string): Promise<void>;
  /** What comes of an answer that goes on, through HTTPS, until it has this text or 10 seconds are over. */
  readUntil(text: string, path: string, headers: Record<string, string>): Promise<string>;
  /** A signed call through HTTPS. */
  call(call: string, params?: Params): Promise<Reply>;
  /** Stops all containers as `docker stop` does; returns their exit codes. */
  stop(): Promise<(number | null)[]>;
  close(): Promise<void>;
}

export async function startInstallation(): Promise<Installation> {
  const { path: directory, remove } = await tempDir();
  const [database, namespace, fleet] = [
    await freshDatabase(),
    freshNamespace(),
    await startFleet({ servers: 2 }),
  ];
  const [api, http, https, leads] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const recordings = await makeRecordingDirectory(directory);
  const env = {
    URL_HOST: 'localhost',
    SECRET_KEY_BASE: 'a key base of the test, and a long one',
    LOADBALANCER_SECRET: SECRET,
    DATABASE_URL: database.url,
    REDIS_URL: namespace.url,
    REDIS_NAMESPACE: namespace.namespace,
    PROTECTED_RECORDINGS_ENABLED: 'true',
    RECORDING_DELIVERY: 'accel',
    POLL_INTERVAL: '0.5',
    RECORDING_IMPORT_POLL_INTERVAL: '0.5',
    BIND: `tcp://127.0.0.1:${api}`,
    SCALELITE_API_HOST: '127.0.0.1',
    SCALELITE_API_PORT: String(api),
  };
  const certificate = selfSigned('localhost');
  await makeCertificates(directory, certificate);
  const containers: Container[] = [];
  const stop = () => Promise.all(containers.map((container) => container.stop()));
  const close = async (): Promise<void> => {
    await stop();
    await Promise.all([agent.close(), fleet.close(), database.drop(), namespace.clear()]);
    await remove();
  };
  const start = async (
    target: Target,
    more: Record<string, string> = {},
    user?: string,
  ): Promise<Container> => {
    const container = await startContainer(imageName(target), {
      env: { ...env, ...more },
      mounts: { [recordings]: '/var/bigbluebutton', [join(directory, 'letsencrypt')]: '/etc/nginx/ssl' },
      ...(user !== undefined && { user }),
    });
    containers.push(container);
    return container;
  };
  const agent = new Agent({ connect: { ca: certificate.cert } });
  const ask = async (url: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url, { ...init, redirect: 'manual', dispatcher: agent });
    return {
      status: response.status,
      headers: new Headers([...response.headers]),
      text: await response.text(),
    };
  };
  const get = (url: string, headers: Record<string, string> = {}) => ask(url, { headers });
  const secure = `https://localhost:${https}`;
  const installation = {
    fleet,
    api: await start('api'),
    poller: await start('poller'),
    importer: await start('recording-importer'),
    plain: await start('nginx', { NGINX_PORT: String(http), NGINX_BEHIND_PROXY: 'true' }, '1000'),
    secure: await start('nginx', {
      ...{ NGINX_SSL: 'true', NGINX_PORT: String(leads), NGINX_SSL_PORT: String(https) },
    }),
    origins: { plain: `http://localhost:${http}`, secure, leads: `http://localhost:${leads}` },
  };
  try {
    await waitForAnswer(`http://127.0.0.1:${api}/readyz`);
    await waitForAnswer(`http://127.0.0.1:${http}/healthz`);
  } catch (error) {
    console.log(containers.map((container) => container.output()).join('\n'));
    await close();
    throw error;
  }
  return {
    ...installation,
    get,
    follow: async (url) => {
      await (await fetch(url, { dispatcher: agent })).text();
    },
    readUntil: async (text, path, headers) => {
      const { body } = await fetch(secure + path, {
        headers,
        dispatcher: agent,
        signal: AbortSignal.timeout(10_000),
      });
      let read = '';
      for await (const piece of body ?? []) {
        read += Buffer.from(piece).toString();
        if (read.includes(text)) break;
      }
      return read;
    },
    createWithSlides: (meetingID, bytes) =>
      ask(`${secure}/bigbluebutton/api/create?${sign('create', { meetingID, name: 'Slides' }, SECRET)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/xml' },
        body: slides(bytes),
      }),
    call: async (call, params = {}) => {
      const { status, headers, text } = await get(
        `${secure}/bigbluebutton/api/${call}?${sign(call, params, SECRET)}`,
      );
      return read(new Response(status === 302 ? null : text, { status, headers }));
    },
    stop,
    close,
  };
}

/** As the guide has the operator make it. */
async function makeRecordingDirectory(parent: string): Promise<string> {
  const directory = join(parent, 'bigbluebutton');
  for (const name of ['', 'published', 'unpublished', 'recording', 'recording/scalelite', 'spool']) {
    await mkdir(join(directory, name), { mode: 0o775 });
    await chown(join(directory, name), 1000, name === 'spool' ? 2000 : 1000);
  }
  return directory;
}

/** As certbot leaves them: only root may look. */
async function makeCertificates(parent: string, { cert, key }: { cert: string; key: string }): Promise<void> {
  const live = join(parent, 'letsencrypt/live');
  await mkdir(join(live, 'localhost'), { recursive: true });
  await writeFile(join(live, 'localhost/fullchain.pem'), cert);
  await writeFile(join(live, 'localhost/privkey.pem'), key, { mode: 0o600 });
}

function slides(bytes: number): string {
  const document = `<document name="slides.pdf">${'QUJD'.repeat(bytes / 4)}</document>`;
  return `<modules><module name="presentation">${document}</module></modules>`;
}
