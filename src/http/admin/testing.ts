/** The admin API on a port of its own, for its tests: real stores and connections. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Scope } from '../../access/scope.ts';
import { checksum } from '../../bbb/checksum.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { OperationContext } from '../../operations/context.ts';
import { perform } from '../../operations/perform.ts';
import { openContext } from '../../operations/testing.ts';
import { createToken } from '../../operations/tokens.ts';
import { openClusterStore } from '../../store/index.ts';
import { readTarget } from '../target.ts';
import { createAdminApi } from './api.ts';
import type { AdminDeps } from './deps.ts';

export const SECRET = 'a-secret-of-the-load-balancer';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined: it is no JSON. */
  readonly json: unknown;
}

export interface AdminApi {
  readonly context: OperationContext;
  /** The one that the API works with. */
  readonly store: ClusterStore;
  /** What was counted: `call outcome`. */
  readonly counted: readonly string[];
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Makes a token. */
  token(scope: Scope, name?: string): Promise<string>;
  /** Calls a path below the API's base. */
  ask(method: string, path: string, init?: RequestInit): Promise<Reply>;
  /** The same with a token of all rights, and a body of JSON. */
  admin(method: string, path: string, body?: unknown): Promise<Reply>;
}

/** Closed when the test is over. */
export async function openAdminApi(
  env: Readonly<Record<string, string>> = {},
  more: Pick<AdminDeps, 'eventsCheckMs'> = {},
): Promise<AdminApi> {
  const context = await openContext({ env: { LOADBALANCER_SECRET: SECRET, ...env } });
  const { config, now, newId, log } = context;
  const parts = {
    database: await context.database(),
    files: await context.files(),
    importQueue: await context.importQueue(),
    client: await context.client(),
  };
  // The context's own writes what is changed to the audit log already.
  const store = await openClusterStore(config);
  onTestFinished(() => store.close());
  const counted: string[] = [];
  const api = createAdminApi({
    config,
    now,
    newId,
    log,
    store,
    isStopping: () => false,
    countAdmin: (call, outcome) => void counted.push(`${call} ${outcome}`),
    ...parts,
    ...more,
  });
  const server = createServer((message, response) => {
    void api(message, readTarget(message.url ?? ''), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  const ask: AdminApi['ask'] = async (method, path, init) =>
    read(await fetch(`${origin}/scalelite/api${path}`, { method, ...init }));
  const token: AdminApi['token'] = async (scope, name = `for ${scope}`) =>
    (await perform(createToken, context, { name, scope })).token;
  let all: string | undefined;
  const admin: AdminApi['admin'] = async (method, path, body) => {
    all ??= await token('admin', 'tester');
    return await ask(method, path, bearer(all, body));
  };
  return { context, store, counted, origin, token, ask, admin };
}

/** A request with a token, and with JSON if there is a body. */
export function bearer(token: string, body?: unknown): RequestInit {
  const headers = { authorization: `Bearer ${token}` };
  if (body === undefined) return { headers };
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The query with its checksum. */
export function signed(call: string, query = '', secret = SECRET): string {
  const text = `checksum=${checksum('SHA256', call, query, secret)}`;
  return query === '' ? text : `${query}&${text}`;
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}
