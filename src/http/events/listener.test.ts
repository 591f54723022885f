import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { eventText, openListener } from './listener.ts';

/** A response, and the message that its client gets. */
async function connected(): Promise<{ response: ServerResponse; read: () => Promise<IncomingMessage> }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: '127.0.0.1', port, agent: false }).end();
  sent.on('error', () => {});
  const answered = new Promise<IncomingMessage>((resolve) => sent.once('response', resolve));
  const response = await new Promise<ServerResponse>((resolve) =>
    server.once('request', (_, answer) => resolve(answer)),
  );
  return { response, read: () => answered };
}

it('a listener gets events in the form of the stream', async () => {
  const { response, read } = await connected();
  const listener = openListener(response);
  listener.send(eventText('x-1', { name: 'totals', data: { text: 'two\nlines' } }));
  listener.end();
  let text = '';
  for await (const piece of (await read()).setEncoding('utf8')) text += piece;
  expect(text).toBe('retry: 2000\n\nid: x-1\nevent: totals\ndata: {"text":"two\\nlines"}\n\n');
});

it('a listener that does not read is dropped before it costs much memory', async () => {
  const { response } = await connected();
  const listener = openListener(response, { mostUnread: 100_000 });
  const closed = once(response, 'close');
  const piece = 'x'.repeat(64 * 1024);
  let sent = 0;
  while (!response.destroyed && sent < 2000) {
    listener.send(piece);
    sent += 1;
  }
  expect(response.destroyed).toBe(true);
  await closed;
  listener.send(piece);
});
