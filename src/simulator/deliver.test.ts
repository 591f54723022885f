import { once } from 'node:events';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault, FaultKind } from './faults.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { ask, field, overTheWire, post, signedUrl, testServer, wireGet } from './testing.ts';

/** A server with the fault, asked to create a meeting over a bare socket. */
async function createWith(fault: Fault | FaultKind) {
  const server = await testServer();
  await server.fault(fault);
  const { bytes, ended } = await overTheWire(
    server.port,
    wireGet(server, 'create', { name: 'Physics', meetingID: 'm1' }),
  );
  const [head = '', body = ''] = bytes.toString('latin1').split('\r\n\r\n', 2);
  return { server, head, body, bytes, ended, created: server.room('m1') !== undefined };
}

function isWellFormed(xml: string): boolean {
  try {
    new SaxesParser().write(xml).close();
    return true;
  } catch {
    return false;
  }
}

/** Sends a GET create and resolves once the server has read it and noted it. */
async function sendAndWait(server: SimulatedServer) {
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(wireGet(server, 'create', { name: 'Physics', meetingID: 'm1' }));
  while (server.requests().length === 0) await new Promise((resolve) => setImmediate(resolve));
  return socket;
}

describe('faults before the call takes effect', () => {
  it('dropBefore closes the connection cleanly without a byte', async () => {
    const seen = await createWith('dropBefore');
    expect(seen).toMatchObject({ ended: 'cleanly', created: false });
    expect(seen.bytes.length).toBe(0);
  });

  it('reset resets the connection', async () => {
    const seen = await createWith('reset');
    expect(seen).toMatchObject({ ended: 'ECONNRESET', created: false });
    expect(seen.bytes.length).toBe(0);
  });

  it('reset strikes in the middle of a body', async () => {
    const server = await testServer();
    await server.fault('reset');
    const url = new URL(signedUrl(server, 'create', { name: 'Physics', meetingID: 'm1' }));
    const head = `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 1000000\r\n\r\n`;
    expect(await overTheWire(server.port, `${head}<modules>`)).toMatchObject({ ended: 'ECONNRESET' });
  });

  it('500 is a page of HTML', async () => {
    const { head, body, created } = await createWith('500');
    expect(head).toMatch(/^HTTP\/1.1 500 /);
    expect(head).toContain('content-type: text/html');
    expect(body).toContain('<h1>500</h1>');
    expect(created).toBe(false);
  });

  it('html is a page of HTML with status 200', async () => {
    const { head, body, created } = await createWith('html');
    expect(head).toMatch(/^HTTP\/1.1 200 /);
    expect(body).toContain('<html>');
    expect(created).toBe(false);
  });

  it('redirect sends the caller elsewhere', async () => {
    const { head, created } = await createWith('redirect');
    expect(head).toMatch(/^HTTP\/1.1 302 /);
    expect(head).toContain('location: /somewhere-else');
    expect(created).toBe(false);
  });

  it('failed answers FAILED with the key and message it was given', async () => {
    const { body, created } = await createWith({
      kind: 'failed',
      key: 'noMoreRooms',
      message: 'All full & busy.',
    });
    expect(field(body, 'returncode')).toBe('FAILED');
    expect(field(body, 'messageKey')).toBe('noMoreRooms');
    expect(field(body, 'message')).toBe('All full &amp; busy.');
    expect(created).toBe(false);
  });

  it('failed with an empty key answers FAILED and nothing else', async () => {
    const { body } = await createWith({ kind: 'failed', key: '' });
    expect(body).toBe('<response><returncode>FAILED</returncode></response>');
  });

  it('notHttp answers another protocol', async () => {
    const { bytes, created } = await createWith('notHttp');
    expect(bytes.toString()).toMatch(/^SSH-2.0-/);
    expect(created).toBe(false);
  });

  it('hang reads the request and says nothing, until the server closes', async () => {
    const server = await testServer();
    await server.fault('hang');
    const socket = await sendAndWait(server);
    expect(server.room('m1')).toBeUndefined();
    expect(server.requests()).toMatchObject([{ call: 'create', fault: 'hang', outcome: undefined }]);
    const closed = once(socket, 'close');
    await server.close();
    await closed;
    expect(socket.bytesRead).toBe(0);
  });

  it('hang takes in a whole body first', async () => {
    const server = await testServer();
    await server.fault({ kind: 'hang', times: 1 });
    const giveUp = new AbortController();
    const url = signedUrl(server, 'create', { name: 'Physics', meetingID: 'm1' });
    const hanging = fetch(url, { ...post('text/xml', Buffer.alloc(3_000_000, 'x')), signal: giveUp.signal });
    while (server.lastUpload() === undefined) await new Promise((resolve) => setImmediate(resolve));
    giveUp.abort();
    await expect(hanging).rejects.toThrow();
    expect(server.lastUpload()?.bodyBytes).toBe(3_000_000);
  });
});

describe('faults after the call took effect', () => {
  it('dropAfter closes the connection cleanly without a byte', async () => {
    const seen = await createWith('dropAfter');
    expect(seen).toMatchObject({ ended: 'cleanly', created: true });
    expect(seen.bytes.length).toBe(0);
  });

  it('resetAfter resets the connection', async () => {
    const seen = await createWith('resetAfter');
    expect(seen).toMatchObject({ ended: 'ECONNRESET', created: true });
    expect(seen.bytes.length).toBe(0);
  });

  it('hangAfter carries the call out and says nothing', async () => {
    const server = await testServer();
    await server.fault('hangAfter');
    const socket = await sendAndWait(server);
    expect(server.room('m1')).toBeDefined();
    expect(server.requests()).toMatchObject([{ fault: 'hangAfter', outcome: 'SUCCESS' }]);
    const closed = once(socket, 'close');
    await server.close();
    await closed;
    expect(socket.bytesRead).toBe(0);
  });

  it('slow answers in full, but late', async () => {
    const server = await testServer();
    await server.fault({ kind: 'slow', ms: 150 });
    const start = performance.now();
    expect(field(await ask(server, 'create', { name: 'Physics', meetingID: 'm1' }), 'returncode')).toBe(
      'SUCCESS',
    );
    expect(performance.now() - start).toBeGreaterThan(145);
  });

  it('trickle sends one byte at a time', async () => {
    const server = await testServer();
    await server.fault({ kind: 'trickle', ms: 3 });
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    onTestFinished(() => void socket.destroy());
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.write(wireGet(server, 'isMeetingRunning', { meetingID: 'm1' }));
    await once(socket, 'close');
    expect(chunks.length).toBeGreaterThan(20);
    expect(Buffer.concat(chunks).toString()).toMatch(/<running>false<\/running>\n<\/response>$/);
  });

  it('wrongStatus is the true answer with status 500', async () => {
    const { head, body, created } = await createWith('wrongStatus');
    expect(head).toMatch(/^HTTP\/1.1 500 /);
    expect(field(body, 'returncode')).toBe('SUCCESS');
    expect(created).toBe(true);
  });

  it('garbage is neither XML nor UTF-8', async () => {
    const { bytes, head, created } = await createWith('garbage');
    expect(head).toContain('content-type: text/xml');
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
    expect(created).toBe(true);
  });

  it('truncated stops in the middle of the XML, with a length that fits', async () => {
    const { head, body, ended, created } = await createWith('truncated');
    expect(body).toContain('<returncode>SUCCESS</returncode>');
    expect(isWellFormed(body)).toBe(false);
    expect(head).toContain(`content-length: ${body.length}`);
    expect(ended).toBe('cleanly');
    expect(created).toBe(true);
  });

  it('empty is status 200 with nothing', async () => {
    const { head, body, created } = await createWith('empty');
    expect(head).toMatch(/^HTTP\/1.1 200 /);
    expect(head).toContain('content-length: 0');
    expect(body).toBe('');
    expect(created).toBe(true);
  });

  it('gzip compresses the true answer though nobody asked', async () => {
    const { head, bytes, created } = await createWith('gzip');
    expect(head).toContain('content-encoding: gzip');
    const answer = gunzipSync(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)).toString();
    expect(field(answer, 'meetingID')).toBe('m1');
    expect(created).toBe(true);
  });

  it('bom puts a byte order mark before the true answer', async () => {
    const { bytes, created } = await createWith('bom');
    const body = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
    expect([...body.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(body.subarray(3).toString()).toMatch(/^<response>/);
    expect(created).toBe(true);
  });

  it('doctype is well-formed XML with an entity bomb', async () => {
    const { body, created } = await createWith('doctype');
    expect(body).toMatch(/^<!DOCTYPE response \[<!ENTITY e0 /);
    expect(body).toContain('<response><bomb>&e9;</bomb>');
    expect(field(body, 'meetingID')).toBe('m1');
    expect(created).toBe(true);
  });

  it('huge goes on until the caller has had enough', async () => {
    const server = await testServer();
    await server.fault('huge');
    const response = await fetch(signedUrl(server, 'getMeetings', {}));
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > 20_000_000) break;
    }
    expect(bytes).toBeGreaterThan(20_000_000);
  });
});
