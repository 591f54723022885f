import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksum } from '../../src/bbb/checksum.ts';
import { encodeParams } from '../../src/bbb/query.ts';
import { type Balancer, field, read, SECRET, sign, signText, startBalancer } from './balancer.ts';

let unique = 0;

function newId(): string {
  unique += 1;
  return `front-end-${unique}`;
}

describe('what front-ends do', () => {
  let pool: Balancer;
  beforeAll(async () => {
    pool = await startBalancer();
  });
  afterAll(() => pool.close());

  const api = (path: string): string => `${pool.origin}/bigbluebutton/api/${path}`;

  async function post(path: string, type: string | undefined, body: string | FormData | undefined) {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    return await read(
      await fetch(api(path), { method: 'POST', headers, ...(body === undefined ? {} : { body }) }),
    );
  }

  it('Greenlight: a double slash and SHA-1', async () => {
    const query = encodeParams([
      { name: 'meetingID', value: newId() },
      { name: 'name', value: 'Room' },
      { name: 'meta_server-tag', value: '' },
    ]);
    const url = api(`/create?${query}&checksum=${checksum('SHA1', 'create', query, SECRET)}`);
    expect(url).toContain('/api//create');
    expect(await read(await fetch(url))).toMatchObject({ status: 200, returncode: 'SUCCESS' });
  });

  it('the PHP library: a Content-Type on GETs that have no body', async () => {
    const reply = await read(
      await fetch(pool.url('getMeetings'), { headers: { 'content-type': 'application/xml' } }),
    );
    expect(reply).toMatchObject({ status: 200, returncode: 'SUCCESS' });
  });

  it('Zulip: create before every join, without passwords', async () => {
    const params = { meetingID: newId(), name: 'Stream' };
    const first = await pool.call('create', params);
    for (let i = 0; i < 3; i++) {
      const again = await pool.call('create', params);
      expect(again.returncode).toBe('SUCCESS');
      expect(field(again.text, 'createTime')).toBe(field(first.text, 'createTime'));
    }
    expect(await pool.call('join', { ...params, fullName: 'Iago', role: 'VIEWER' })).toMatchObject({
      status: 302,
    });
  });

  it('Moodle: IDs and passwords in the answer of create', async () => {
    const meetingID = newId();
    const reply = await pool.call('create', {
      meetingID,
      name: 'Class',
      attendeePW: 'ap',
      moderatorPW: 'mp',
    });
    expect(field(reply.text, 'meetingID')).toBe(meetingID);
    expect(field(reply.text, 'internalMeetingID')).toMatch(/^[0-9a-f]{40}-\d+$/);
    expect([field(reply.text, 'attendeePW'), field(reply.text, 'moderatorPW')]).toEqual(['ap', 'mp']);
  });

  it('form POSTs: everything in the body, with the checksum of an empty query', async () => {
    const meetingID = newId();
    const body = sign('create', { meetingID, name: 'Über & co', meta_x: '' }, SECRET).replace(
      /checksum=.*/,
      `checksum=${checksum('SHA256', 'create', '', SECRET)}`,
    );
    expect(await post('create', 'application/x-www-form-urlencoded; charset=UTF-8', body)).toMatchObject({
      returncode: 'SUCCESS',
    });
    const server = pool.fleet.servers.find((one) => one.room(meetingID));
    const sent = server?.requests('create').at(-1);
    expect(sent?.method).toBe('GET');
    expect(sent?.params).toContainEqual({ name: 'name', value: 'Über & co' });
    expect(sent?.params).toContainEqual({ name: 'meta_x', value: '' });
  });

  it('form POSTs whose checksum covers the body, or multipart ones', async () => {
    const covered = sign('create', { meetingID: newId(), name: 'Room' }, SECRET);
    expect(await post('create', 'application/x-www-form-urlencoded', covered)).toMatchObject({
      returncode: 'SUCCESS',
    });
    const form = new FormData();
    form.set('meetingID', newId());
    form.set('name', 'Raum – 1');
    form.set('checksum', checksum('SHA512', 'create', '', SECRET));
    expect(await post('create', undefined, form)).toMatchObject({ returncode: 'SUCCESS' });
  });

  it('long forms go on as a form, since servers refuse long addresses', async () => {
    const meetingID = newId();
    const body = sign('create', { meetingID, name: 'Room', welcome: 'x'.repeat(20_000) }, SECRET);
    expect(await post('create', 'application/x-www-form-urlencoded', body)).toMatchObject({
      returncode: 'SUCCESS',
    });
    const sent = pool.fleet.servers
      .find((one) => one.room(meetingID))
      ?.requests('create')
      .at(-1);
    expect(sent?.method).toBe('POST');
    expect(sent?.params.find(({ name }) => name === 'welcome')?.value).toHaveLength(20_000);
  });

  it('long GETs too', async () => {
    const meetingID = newId();
    const params = { meetingID, name: 'Room', welcome: 'ü'.repeat(6_000) };
    expect(await pool.call('create', params)).toMatchObject({ returncode: 'SUCCESS' });
    expect(await pool.call('create', params)).toMatchObject({ key: 'duplicateWarning' });
  });

  it('a body of another type is refused before the checksum is looked at, an empty one is none', async () => {
    const query = signText(
      'create',
      encodeParams([
        { name: 'meetingID', value: newId() },
        { name: 'name', value: 'Room' },
      ]),
    );
    for (const type of ['application/json', 'text/plain', undefined]) {
      const body = new Blob(['{}'], type === undefined ? {} : { type });
      const reply = await read(await fetch(api('create?checksum=wrong'), { method: 'POST', body }));
      expect(reply).toMatchObject({
        status: 200,
        key: 'unsupportedContentType',
        message: 'POST request Content-Type is missing or unsupported',
      });
    }
    expect(await post(`create?${query}`, 'application/json', '')).toMatchObject({ returncode: 'SUCCESS' });
    expect(await post(`end?${query}`, 'application/xml', '<x/>')).toMatchObject({
      key: 'unsupportedContentType',
    });
    expect(await post('', 'application/json', '{}')).toMatchObject({ key: 'unsupportedContentType' });
  });

  it('a chunked body counts by what is in it', async () => {
    const query = signText(
      'create',
      encodeParams([
        { name: 'meetingID', value: newId() },
        { name: 'name', value: 'Room' },
      ]),
    );
    const send = async (chunks: string[], type: string) =>
      await read(
        await fetch(api(`create?${query}`), {
          method: 'POST',
          headers: { 'content-type': type },
          body: Readable.toWeb(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))),
          duplex: 'half',
        }),
      );
    expect(await send([], 'application/json')).toMatchObject({ returncode: 'SUCCESS' });
    expect(await send(['{', '}'], 'application/json')).toMatchObject({ key: 'unsupportedContentType' });
    expect(await send(['<modules', '/>'], 'text/xml')).toMatchObject({ returncode: 'SUCCESS' });
  });

  it('insertDocument passes its XML on as it is', async () => {
    const meetingID = newId();
    await pool.call('create', { meetingID, name: 'Room' });
    const xml =
      '<modules><module name="presentation"><document url="https://example.com/a.pdf"/></module></modules>';
    const query = sign('insertDocument', { meetingID }, SECRET);
    expect(await post(`insertDocument?${query}`, 'application/xml', xml)).toMatchObject({
      returncode: 'SUCCESS',
    });
    const sent = pool.fleet.servers.find((one) => one.room(meetingID))?.lastUpload();
    expect(sent?.bodySha256).toBe(createHash('sha256').update(xml).digest('hex'));
    expect(await post(`insertDocument?${query}`, 'application/x-www-form-urlencoded', 'a=1')).toMatchObject({
      key: 'unsupportedContentType',
    });
    expect(
      await post(
        `insertDocument?${sign('insertDocument', { meetingID: 'nobody' }, SECRET)}`,
        'text/xml',
        xml,
      ),
    ).toMatchObject({ key: 'notFound' });
  });

  it('slides pass as a stream: memory does not grow with them', async () => {
    const meetingID = newId();
    const query = sign('create', { meetingID, name: 'Lecture' }, SECRET);
    await upload(api(`create?${query}`), 50);
    const before = peakMb(pool.process.pid);
    const digest = await upload(api(`create?${query}`), 150);
    expect(peakMb(pool.process.pid) - before).toBeLessThan(100);
    const sent = pool.fleet.servers.find((one) => one.room(meetingID))?.lastUpload();
    expect(sent?.bodySha256).toBe(digest);
    expect(sent?.contentType).toBe('application/xml');
  });
});

/** Sends so many MB of made-up slides as fast as they are taken; resolves to their digest. */
function upload(url: string, megabytes: number): Promise<string> {
  const piece = Buffer.alloc(64 * 1024, 'QUJDRA==');
  const hash = createHash('sha256');
  const head = '<modules><module name="presentation"><document name="big.pdf">';
  const tail = '</document></module></modules>';
  function* body(): Generator<Buffer> {
    yield Buffer.from(head);
    for (let sent = 0; sent < megabytes * 1024 * 1024; sent += piece.length) yield piece;
    yield Buffer.from(tail);
  }
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/xml' } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk;
        });
        response.on('end', () => {
          if (field(text, 'returncode') === 'SUCCESS') resolve(hash.digest('hex'));
          else reject(new Error(text));
        });
      },
    );
    sending.on('error', reject);
    const stream = Readable.from(body());
    stream.on('data', (chunk: Buffer) => hash.update(chunk));
    stream.pipe(sending);
  });
}

/** What a process held at its peak so far. */
function peakMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
