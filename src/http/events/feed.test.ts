import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../test/helpers/index.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { addServer, place } from '../../store/contract/subject.ts';
import { openSqliteStore } from '../../store/sql/sqlite.ts';
import { createEventFeed, type FeedOptions } from './feed.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const SOON = { timeout: 10_000, interval: 10 };

interface Told {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly data: Record<string, unknown>;
}

interface Client {
  readonly message: IncomingMessage;
  readonly ended: Promise<void>;
  text(): string;
  events(): Told[];
  names(): (string | undefined)[];
  leave(): void;
}

async function setUp(options: Partial<FeedOptions> = {}) {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  const store = openSqliteStore({ file: `${path}/cluster.db` });
  onTestFinished(() => store.close());
  await store.migrate();
  let looks = 0;
  const state = { stopping: false, away: false };
  const list: typeof store.servers.list = async () => {
    looks += 1;
    if (state.away) throw new StoreUnavailable('The store is away');
    return store.servers.list();
  };
  const servers = { ...store.servers, list };
  const own = { store: { ...store, servers }, log, isStopping: () => state.stopping, everyMs: 20 };
  const feed = createEventFeed({ ...own, ...options });
  const server = createServer((_, response) => {
    if (!feed.listen(response)) response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { store, state, server, looks: () => looks, listen: () => listen(server) };
}

async function listen(server: Server): Promise<Client> {
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: '127.0.0.1', port, agent: false }).end();
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  let text = '';
  message.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  message.on('error', () => {});
  const ended = new Promise<void>((resolve) => message.once('close', resolve));
  const events = () => text.split('\n\n').slice(0, -1).flatMap(parsed);
  return {
    ...{ message, ended, events },
    text: () => text,
    names: () => events().map(({ name }) => name),
    leave: () => void sent.destroy(),
  };
}

function parsed(block: string): Told[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const data = field('data');
  return data === undefined ? [] : [{ id: field('id'), name: field('event'), data: JSON.parse(data) }];
}

describe('the stream of events', () => {
  it('tells all there is first, and then what changes, whoever changes it', async () => {
    const { store, listen } = await setUp();
    await addServer(store, { id: 'one', load: 3 });
    const client = await listen();
    expect(client.message.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await expect.poll(() => client.names(), SOON).toEqual(['snapshot']);
    expect(client.events()[0]?.data).toMatchObject({ servers: [{ id: 'one', load: 3 }], meetings: [] });
    await place(store, 'room');
    await expect.poll(() => client.names(), SOON).toContain('meetings.begun');
    await store.servers.setState('one', 'cordoned');
    await expect
      .poll(
        () =>
          client
            .events()
            .filter(({ name }) => name === 'server.changed')
            .at(-1)?.data,
        SOON,
      )
      .toMatchObject({ server: { id: 'one', state: 'cordoned' } });
    await store.rosters.record('one', new Map([['room', { name: 'Algebra', users: 12 }]]));
    const changed = () => client.events().find(({ name }) => name === 'meetings.changed')?.data;
    await expect
      .poll(changed, SOON)
      .toMatchObject({ meetings: [{ id: 'room', server: 'one', name: 'Algebra', users: 12 }] });
    await store.meetings.forget('room', 'one');
    await store.servers.remove('one');
    await expect
      .poll(() => client.names(), SOON)
      .toEqual(expect.arrayContaining(['meetings.ended', 'server.removed']));
    const ids = client.events().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tells who comes later all there is then, and both the same from there on', async () => {
    const { store, listen } = await setUp();
    await addServer(store, { id: 'one' });
    const first = await listen();
    await expect.poll(() => first.names(), SOON).toEqual(['snapshot']);
    await addServer(store, { id: 'two' });
    await expect.poll(() => first.names(), SOON).toContain('server.added');
    const second = await listen();
    await expect.poll(() => second.names()[0], SOON).toBe('snapshot');
    expect(second.events()[0]?.data['servers']).toHaveLength(2);
    await store.servers.remove('two');
    for (const client of [first, second])
      await expect.poll(() => client.names(), SOON).toContain('server.removed');
  });

  it('lets nobody who comes between two looks wait for the next one', async () => {
    const { looks, listen } = await setUp({ everyMs: 60_000 });
    const first = await listen();
    await expect.poll(() => first.names(), SOON).toEqual(['snapshot']);
    const second = await listen();
    await expect.poll(() => second.names(), SOON).toEqual(['snapshot']);
    expect(second.events()[0]?.data).toEqual(first.events()[0]?.data);
    expect(looks()).toBe(1);
  });

  it('looks at the store only while somebody listens, once for all', async () => {
    const { looks, listen } = await setUp({ everyMs: 100 });
    const began = performance.now();
    const clients = await Promise.all([listen(), listen(), listen()]);
    for (const client of clients) await expect.poll(() => client.names(), SOON).toEqual(['snapshot']);
    expect(looks()).toBeLessThanOrEqual((performance.now() - began) / 90 + 1);
    for (const client of clients) client.leave();
    const before = await settled(looks);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(looks()).toBe(before);
    const again = await listen();
    await expect.poll(() => again.names(), SOON).toEqual(['snapshot']);
  });

  it('gives signs of life while nothing happens', async () => {
    const { listen } = await setUp({ beatMs: 50 });
    const client = await listen();
    const signs = () => client.names().filter((name) => name === 'alive');
    await expect.poll(() => signs().length, SOON).toBeGreaterThan(1);
  });

  it('ends when the process is about to stop', async () => {
    const { state, listen } = await setUp();
    const client = await listen();
    await expect.poll(() => client.names(), SOON).toEqual(['snapshot']);
    state.stopping = true;
    await client.ended;
    expect(client.message.complete).toBe(true);
  });

  it('ends after a while, so that who goes on listening has to be let in again', async () => {
    const { listen } = await setUp({ longestMs: 300 });
    const client = await listen();
    await client.ended;
    expect(client.message.complete).toBe(true);
  });

  it('takes so many listeners and no more', async () => {
    const { listen } = await setUp({ mostListeners: 2 });
    const clients = [await listen(), await listen(), await listen()];
    expect(clients.map(({ message }) => message.statusCode)).toEqual([200, 200, 503]);
    clients[0]?.leave();
    await expect.poll(async () => (await listen()).message.statusCode, SOON).toBe(200);
  });

  it('says when the store is away, and goes on when it is back', async () => {
    const { store, state, listen } = await setUp();
    const client = await listen();
    await expect.poll(() => client.names(), SOON).toEqual(['snapshot']);
    state.away = true;
    await expect.poll(() => client.names(), SOON).toEqual(['snapshot', 'trouble']);
    expect(client.events()[1]?.data).toMatchObject({ reason: 'The store is away', code: 'store-away' });
    await addServer(store, { id: 'new' });
    const later = await listen();
    await expect.poll(() => later.names(), SOON).toEqual(['trouble']);
    state.away = false;
    await expect.poll(() => client.names(), SOON).toContain('server.added');
    const over = client
      .events()
      .filter(({ name }) => name === 'trouble')
      .at(-1);
    expect(over?.data['reason']).toBeNull();
    await expect.poll(() => later.names(), SOON).toEqual(['trouble', 'trouble', 'snapshot']);
  });
});

/** Once it no longer grows. */
async function settled(count: () => number): Promise<number> {
  let before = -1;
  while (before !== count()) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return before;
}
