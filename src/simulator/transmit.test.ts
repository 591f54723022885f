import { describe, expect, it, onTestFinished } from 'vitest';
import { startHttp, startTcp } from '../../test/helpers/servers.ts';
import { testReceiver } from './testing.ts';
import { createTransmitter, NotHere } from './transmit.ts';

function transmitter(patienceMs?: number) {
  const made = createTransmitter(patienceMs);
  const life = new AbortController();
  onTestFinished(() => made.close());
  const get = (url: string) => made.transmit({ method: 'GET', url }, life.signal);
  return { ...made, get, life };
}

describe('a request of a simulated server', () => {
  it('gives the status, whatever it is, and follows no redirect', async () => {
    const receiver = await testReceiver(204, 302, 500);
    const { get } = transmitter();
    expect([await get(receiver.origin), await get(receiver.origin), await get(receiver.origin)]).toEqual([
      204, 302, 500,
    ]);
    expect(receiver.received.length).toBe(3);
  });

  it('fails where nobody listens', async () => {
    const { port, close } = await startTcp(() => undefined);
    await close();
    await expect(transmitter().get(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('waits so long and no longer, for an answer or for the end of one', async () => {
    const silent = await startHttp(() => undefined);
    const endless = await startHttp((_request, response) => void response.writeHead(200).write('x'));
    const { get } = transmitter(50);
    await expect(get(`http://127.0.0.1:${silent.port}/`)).rejects.toThrow('no answer in time');
    await expect(get(`http://127.0.0.1:${endless.port}/`)).rejects.toThrow();
  });

  it('ends with the server', async () => {
    const silent = await startHttp(() => life.abort());
    const { get, life } = transmitter();
    await expect(get(`http://127.0.0.1:${silent.port}/`)).rejects.toThrow();
  });

  it.each([
    'http://192.0.2.1/',
    'https://example.org/',
    'http://127.0.0.1.example.org/',
    'ftp://127.0.0.1/',
    'x',
  ])('never leaves this machine: %s', async (url) => {
    await expect(transmitter().get(url)).rejects.toThrow(NotHere);
  });

  it('goes where its host is routed to, by the nearest domain', async () => {
    const [one, other] = [await testReceiver(), await testReceiver()];
    const { get, route } = transmitter();
    route('Example.org', one.origin);
    route('lb.example.org', other.origin);
    await get('https://a.example.org/1');
    await get('https://t.lb.example.org/2');
    await expect(get('https://example.org:8443/')).rejects.toThrow(NotHere);
    expect([one, other].map(({ received }) => received.map(({ path }) => path))).toEqual([['/1'], ['/2']]);
  });
});
