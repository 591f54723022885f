import { once } from 'node:events';
import { createServer } from 'node:net';

/** Where everything of this machine alone can listen. */
export const LOOPBACK = '127.0.0.1';

/**
 * A host for each server, by its number from 1, so that they can be told apart where only hosts are shown:
 * 127.1.0.1, 127.1.0.2 … Linux answers on all of 127.0.0.0/8; elsewhere it is 127.0.0.1 for all.
 */
export async function hostsOfTheirOwn(): Promise<(number: number) => string> {
  const host = (number: number) => `127.1.${number >> 8}.${number & 255}`;
  return (await canListen(host(1))) ? host : () => LOOPBACK;
}

/** Whether this machine has that address. */
export async function canListen(host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host, port: 0 });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
