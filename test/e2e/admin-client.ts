import { afterAll, beforeAll } from 'vitest';
import { checksum } from '../../src/bbb/checksum.ts';
import { type Balancer, type BalancerOptions, read, SECRET, signText, startBalancer } from './balancer.ts';

/** The address of a server that nobody calls. */
export const BBB = 'https://bbb.example.com/bigbluebutton/api';

/** An answer with its JSON, if it is JSON. */
export type AdminReply = Awaited<ReturnType<typeof read>> & { readonly type: string; readonly json: unknown };

export interface AdminClient {
  /** The address of a call, signed by the load balancer's secret. */
  url(call: string, query?: string, secret?: string): string;
  get(call: string, query?: string): Promise<AdminReply>;
  /** `body` is sent as JSON; undefined: there is none. */
  post(call: string, body?: unknown, query?: string): Promise<AdminReply>;
  ask(url: string, init?: RequestInit): Promise<AdminReply>;
}

export function adminClient({ origin }: Pick<Balancer, 'origin'>): AdminClient {
  const url = (call: string, query = '', secret = SECRET): string =>
    `${origin}/scalelite/api/${call}?${signText(call, query, secret)}`;
  const ask = async (address: string, init?: RequestInit): Promise<AdminReply> =>
    withJson(await read(await fetch(address, init)));
  return {
    url,
    ask,
    get: (call, query) => ask(url(call, query)),
    post: (call, body, query) =>
      ask(url(call, query), { method: 'POST', ...(body !== undefined && jsonBody(JSON.stringify(body))) }),
  };
}

/** A text under the content type of JSON. */
export function jsonBody(body: string, type = 'application/json'): RequestInit {
  return { headers: { 'content-type': type }, body };
}

/** The checksum of a call by one hash. */
export function sha(hash: Parameters<typeof checksum>[0], call: string, query = ''): string {
  return checksum(hash, call, query, SECRET);
}

function withJson(reply: Awaited<ReturnType<typeof read>>): AdminReply {
  const type = reply.headers.get('content-type') ?? '';
  return { ...reply, type, json: type.startsWith('application/json') ? JSON.parse(reply.text) : undefined };
}

/** The balancer of a group of stories, and a client of its admin API. */
export function balancer(options: BalancerOptions): { readonly pool: Balancer; readonly admin: AdminClient } {
  const opened: { pool?: Balancer } = {};
  const pool = (): Balancer => {
    if (opened.pool === undefined) throw new Error('the balancer does not run');
    return opened.pool;
  };
  beforeAll(async () => {
    opened.pool = await startBalancer({ fleet: { servers: 0 }, ...options });
  });
  afterAll(() => opened.pool?.close());
  return {
    get pool() {
      return pool();
    },
    get admin() {
      return adminClient(pool());
    },
  };
}

/** What a client of the API looks at. */
export function answers(reply: AdminReply): { status: number; json: unknown } {
  return { status: reply.status, json: reply.json };
}

/** The first id in an answer. */
export function idIn(reply: AdminReply): string {
  return /"id":"([^"]+)"/.exec(reply.text)?.[1] ?? '';
}

export function noServer(id: string): object {
  return { status: 404, json: { error: `Couldn't find server with id=${id}` } };
}
