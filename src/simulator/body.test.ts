import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { liveBufferBytes } from '../../test/helpers/buffers.ts';
import { ask, field, post, signedUrl, testServer } from './testing.ts';

const MEGABYTE = 1024 * 1024;
const MEGABYTES = 160;
/** Bytes in buffers are looked at each time so many megabytes were sent. */
const LOOK_EVERY = 40;

/** Slides of so many megabytes, made as they are sent; `look` is called now and then on the way. */
function slides(megabytes: number, look: () => void) {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(MEGABYTE, 'QUJD');
  async function* generate() {
    for (let sent = 1; sent <= megabytes; sent++) {
      hash.update(chunk);
      yield chunk;
      if (sent % LOOK_EVERY === 0) look();
    }
  }
  return { body: Readable.toWeb(Readable.from(generate())), digest: () => hash.digest('hex') };
}

describe('bodies', () => {
  it('of many megabytes pass with flat memory, and are counted and hashed', async () => {
    const server = await testServer();
    const before = liveBufferBytes();
    const held: number[] = [];
    const { body, digest } = slides(MEGABYTES, () => held.push(liveBufferBytes() - before));
    const url = signedUrl(server, 'create', { name: 'Physics', meetingID: 'room-1' });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body,
      duplex: 'half',
    });
    expect(field(await response.text(), 'returncode')).toBe('SUCCESS');
    expect(server.lastUpload()).toMatchObject({ bodyBytes: MEGABYTES * MEGABYTE, bodySha256: digest() });
    expect(held).toHaveLength(MEGABYTES / LOOK_EVERY);
    // What is under way between the two ends: some pieces of a megabyte.
    expect(Math.max(...held)).toBeLessThan(16 * MEGABYTE);
  });

  it('that are forms of more than 2 MB are refused by Tomcat', async () => {
    const server = await testServer();
    const init = post('application/x-www-form-urlencoded', `welcome=${'x'.repeat(2 * MEGABYTE)}`);
    const response = await fetch(signedUrl(server, 'create', {}), init);
    expect(response.status).toBe(413);
    expect(field(await ask(server, 'getMeetings'), 'returncode')).toBe('SUCCESS');
  });

  it('that break off harm nobody', async () => {
    const server = await testServer();
    const giveUp = new AbortController();
    const endless = Readable.toWeb(
      Readable.from(
        (async function* () {
          yield Buffer.alloc(MEGABYTE);
          giveUp.abort();
          yield Buffer.alloc(MEGABYTE);
        })(),
      ),
    );
    const url = signedUrl(server, 'create', { name: 'Physics', meetingID: 'room-1' });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: endless,
      duplex: 'half' as const,
    };
    await expect(fetch(url, { ...init, signal: giveUp.signal })).rejects.toThrow();
    expect(server.rooms()).toEqual([]);
    expect(field(await ask(server, 'getMeetings'), 'returncode')).toBe('SUCCESS');
  });

  it('of a multipart form that is malformed do not bring the server down', async () => {
    const server = await testServer();
    const noBoundary = await fetch(signedUrl(server, 'create', {}), post('multipart/form-data', 'hello'));
    expect(noBoundary.status).toBe(400);
    const cutOff = await fetch(
      signedUrl(server, 'create', {}),
      post('multipart/form-data; boundary=x', '--x\r\nContent-Disp'),
    );
    expect(cutOff.status).toBe(400);
    expect(field(await ask(server, 'getMeetings'), 'returncode')).toBe('SUCCESS');
  });
});
