import { beforeEach, describe, expect, it } from 'vitest';
import { startHttp } from '../../test/helpers/servers.ts';
import { signedPost, USUAL } from '../bbb/hook-post.ts';
import { createHookReceiver } from '../callbacks/hooks/receiver.ts';
import type { ServerPost } from '../callbacks/hooks/take.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import { server } from '../cluster/testing.ts';
import { loadConfig } from '../config.ts';
import { createHookEvents, isHookEventsPath } from './hook-events.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const SECRET = 'secret of bbb1';
let config = loadConfig({});

const bbb1 = server('bbb1', { secret: SECRET });

const fields = [
  { name: 'event', value: '[{"data":{"id":"user-joined"}}]' },
  { name: 'timestamp', value: '1532718316953' },
];

let taken: ServerPost[];
let take: (post: ServerPost) => Promise<boolean>;
beforeEach(() => {
  config = loadConfig({ URL_HOST: 'sl.example.com', LOADBALANCER_SECRETS: 'lb' });
  taken = [];
  take = async (post) => taken.push(post) > 0;
});

function addressOf(serverId: string, secrets = 'lb'): string {
  const given = loadConfig({ URL_HOST: 'sl.example.com', LOADBALANCER_SECRETS: secrets });
  return createHookReceiver(given)?.urlFor({ serverId, kind: 'mapped' }) ?? '';
}

/** Posts what the server would, changed as told; answers the status. */
async function post(
  change: {
    readonly secret?: string;
    readonly id?: string;
    readonly body?: string;
    readonly address?: string;
  } = {},
) {
  const receiver = createHookReceiver(config);
  const handle = createHookEvents({
    store: { servers: { find: async (id) => (id === bbb1.id ? bbb1 : undefined) } },
    hookReceiver: receiver,
    takeHookPost: (given) => take(given),
    log: quiet,
  });
  const { port } = await startHttp((message, response) => {
    const { pathname, search } = new URL(message.url ?? '', 'http://x');
    void handle(message, { path: pathname, query: search.slice(1) }, response);
  });
  const url = change.address ?? addressOf(change.id ?? 'bbb1');
  const { secret = SECRET } = change;
  const sent = signedPost(url, fields, { manner: USUAL, secret });
  const { pathname, search } = new URL(sent.url);
  expect(isHookEventsPath(pathname)).toBe(true);
  const { headers, body } = sent;
  const address = `http://127.0.0.1:${port}${pathname}${search}`;
  return (await fetch(address, { method: 'POST', headers, body: change.body ?? body })).status;
}

describe('what a server tells our hooks', () => {
  it('is taken when that server has signed it', async () => {
    expect(await post()).toBe(200);
    expect(taken).toEqual([{ serverId: 'bbb1', fields, manner: USUAL }]);
  });

  it('is taken also at an address from before the load balancer’s secret was changed', async () => {
    config = loadConfig({ URL_HOST: 'sl.example.com', LOADBALANCER_SECRETS: 'new:lb' });
    expect(addressOf('bbb1')).not.toBe(addressOf('bbb1', 'new:lb'));
    expect(await post({ address: addressOf('bbb1') })).toBe(200);
    expect(await post({ address: addressOf('bbb1', 'guessed') })).toBe(401);
  });

  it.each([
    ['signed with another secret', { secret: 'guessed' }],
    ['changed on its way', { body: 'event=%5B%5D&timestamp=1532718316953' }],
    ['of a server that is not in the pool', { id: 'bbb2' }],
  ])('is refused when it is %s', async (_, change) => {
    expect(await post(change)).toBe(401);
    expect(taken).toEqual([]);
  });

  it('is to be said again while it can not be kept', async () => {
    take = async () => {
      throw new StoreUnavailable('away');
    };
    expect(await post()).toBe(503);
  });

  it('is refused for good when it can not be read', async () => {
    take = async () => false;
    expect(await post()).toBe(400);
    expect(await post({ body: 'event=%E0%A4%A' })).toBe(400);
    take = async () => {
      throw new Error('a defect');
    };
    expect(await post()).toBe(500);
  });
});
