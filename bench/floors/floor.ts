/** What the floors share: a bare node:http server that does the least a call needs, and not a thing more. */
import { hash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { helperArgs, serveParent } from '../child.ts';
import type { FleetServer } from '../fleet.ts';
import type { StorePlace } from '../stores.ts';

export interface FloorSetup {
  readonly secret: string;
  readonly place: StorePlace;
  /** Where the meetings are, by server id. */
  readonly servers: readonly FleetServer[];
}

export interface FloorAsk {
  readonly what: 'port';
}

export interface FloorReply {
  readonly port: number;
}

export const setup = helperArgs<FloorSetup>();

/** Serves until the parent goes. `query` is what follows the `?`. */
export async function serveFloor(
  answer: (query: string, response: ServerResponse) => Promise<void> | void,
): Promise<void> {
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    const url = request.url ?? '';
    void answer(url.slice(url.indexOf('?') + 1), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  serveParent<FloorAsk, FloorReply>(() => ({ port }));
}

/** The meetingID (the first parameter of all requests of the harness) of a call whose checksum is right. */
export function checkedMeetingId(call: string, query: string): string {
  const cut = query.lastIndexOf('&checksum=');
  const signed = query.slice(0, cut);
  const right = Buffer.from(hash('sha256', call + signed + setup.secret, 'hex'));
  const given = Buffer.from(query.slice(cut + '&checksum='.length));
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Error('wrong checksum');
  const end = signed.indexOf('&');
  return decodeURIComponent(signed.slice('meetingID='.length, end < 0 ? signed.length : end));
}
