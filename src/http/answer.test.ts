import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startHttp } from '../../test/helpers/servers.ts';
import { sendAnswer } from './answer.ts';

/** Serves an answer of so many parts, each 64 kB; the first two connections may stand still for `stalledMs`. */
async function serve(count: number, stalledMs = 0) {
  const parts = Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? Buffer.alloc(65_536, index) : 'ä'.repeat(32_768),
  );
  const closed: Promise<unknown>[] = [];
  const { port } = await startHttp((message, response) => {
    message.socket.setTimeout(closed.length < 2 ? stalledMs : 0);
    closed.push(once(response, 'close'));
    sendAnswer(response, { kind: 'xml', body: parts });
  });
  const whole = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return { port, whole, closed, url: `http://127.0.0.1:${port}/` };
}

function open(port: number, request: string): Socket {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(request);
  return socket;
}

const asking = (method: string, connection = 'keep-alive') =>
  `${method} / HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\n\r\n`;

describe('a large answer in parts', () => {
  it('comes whole, with its length', async () => {
    const { url, whole } = await serve(31);
    const answer = await fetch(url);
    expect(answer.headers.get('content-length')).toBe(String(whole.length));
    expect(whole.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  });

  it('is left out of an answer to HEAD, and the connection goes on', async () => {
    const { port, whole } = await serve(3);
    const said = (await buffer(open(port, asking('HEAD') + asking('GET', 'close')))).toString('latin1');
    const [first = '', second = '', body = ''] = said.split('\r\n\r\n');
    const length = `content-length: ${whole.length}`;
    expect([first.includes(length), second.includes(length)]).toEqual([true, true]);
    expect(Buffer.from(body, 'latin1').equals(whole)).toBe(true);
  });

  it('is let go of when its reader leaves in the middle, or reads no more', async () => {
    const { port, url, whole, closed } = await serve(500, 200);
    const leaving = open(port, asking('GET'));
    await once(leaving, 'data');
    leaving.destroy();
    await closed[0];
    const stalled = open(port, asking('GET'));
    await once(stalled, 'data');
    stalled.pause();
    await closed[1];
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(whole.length);
  });
});
