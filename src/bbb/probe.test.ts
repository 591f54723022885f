import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { selfSigned } from '../../test/helpers/certificate.ts';
import { freePort } from '../../test/helpers/index.ts';
import { probe } from './probe.ts';

const HOUR_MS = 3_600_000;

/** The base address of a listening server, closed when the test is over. */
async function listening(server: ReturnType<typeof createServer>, scheme = 'http'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `${scheme}://127.0.0.1:${port}/bigbluebutton/api`;
}

it('tells how far the clock at the other end is off', async () => {
  const ahead = createServer((_, response) =>
    response.writeHead(302, { date: new Date(Date.now() + HOUR_MS).toUTCString() }).end(),
  );
  const found = await probe(await listening(ahead), 5000);
  expect(found?.certificateUntil).toBeUndefined();
  expect(Math.abs((found?.clockAheadMs ?? 0) - HOUR_MS)).toBeLessThan(10_000);
});

it('tells when a certificate runs out, be it valid or not', async () => {
  const secured = createTlsServer(selfSigned(), (_, response) => response.end());
  const found = await probe(await listening(secured, 'https'), 5000);
  // The helper's certificates are valid for a day.
  expect(Math.abs((found?.certificateUntil ?? 0) - Date.now() - 24 * HOUR_MS)).toBeLessThan(HOUR_MS);
});

it('tells nothing of a clock that is not told', async () => {
  const timeless = createServer((_, response) => {
    response.sendDate = false;
    response.end();
  });
  expect(await probe(await listening(timeless), 5000)).toEqual({
    clockAheadMs: undefined,
    certificateUntil: undefined,
  });
});

it('gives up on who does not answer', async () => {
  const silent = createServer(() => {});
  onTestFinished(() => silent.closeAllConnections());
  expect(await probe(await listening(silent), 100)).toBeUndefined();
  expect(await probe(`http://127.0.0.1:${await freePort()}/`, 5000)).toBeUndefined();
});
