import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { ZodError, z } from 'zod';
import { type ActionName, actions, type Controlled, NoSuchThing } from './control-actions.ts';
import { BadFault } from './faults.ts';

/** The fleet's control port: loopback only, and only for who knows the token. */
export interface Control {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export async function startControl(fleet: Controlled): Promise<Control> {
  const token = randomBytes(32).toString('hex');
  const server = createServer(async (request, response) => {
    const { status, body } = await reply(fleet, token, request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function reply(fleet: Controlled, token: string, request: IncomingMessage): Promise<Reply> {
  const name = (request.url ?? '').slice(1);
  if (!isAllowed(request.headers.authorization ?? '', token))
    return { status: 401, body: { error: 'wrong token' } };
  if (request.method !== 'POST' || !isAction(name)) return { status: 404, body: { error: 'no such action' } };
  try {
    return { status: 200, body: await perform(fleet, name, await text(request)) };
  } catch (error) {
    return refusal(error);
  }
}

async function perform(fleet: Controlled, name: ActionName, body: string): Promise<unknown> {
  // The table ties each input to its action; the union of all of them does not.
  const action: { readonly input: z.ZodType; run(fleet: Controlled, input: unknown): unknown } =
    actions[name];
  return action.run(fleet, action.input.parse(JSON.parse(body)));
}

function refusal(error: unknown): Reply {
  if (error instanceof ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
  if (error instanceof BadFault || error instanceof SyntaxError || error instanceof RangeError) {
    return { status: 400, body: { error: error.message } };
  }
  if (error instanceof NoSuchThing) return { status: 404, body: { error: error.message } };
  return { status: 500, body: { error: error instanceof Error ? error.message : 'unknown' } };
}

function isAction(name: string): name is ActionName {
  return Object.hasOwn(actions, name);
}

function isAllowed(authorization: string, token: string): boolean {
  const given = Buffer.from(authorization);
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
