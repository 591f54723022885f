import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/simulator/faults.ts';
import type { SimulatedServer } from '../../src/simulator/simulated-server.ts';
import { type Balancer, bringOnline, field, startBalancer, storeKinds } from './balancer.ts';

let unique = 0;

function newId(): string {
  unique += 1;
  return `failover-${unique}`;
}

describe.each(storeKinds)('a create whose server fails, on the %s store', (store) => {
  let pool: Balancer;
  beforeAll(async () => {
    const env = { CONNECT_TIMEOUT: '0.5', RESPONSE_TIMEOUT: '1' };
    pool = await startBalancer({ store, fleet: { servers: 4 }, env });
  });
  afterAll(() => pool.close());
  /** sim-1 is always the first choice, sim-2 the second, and so on. */
  beforeEach(async () => {
    for (const server of pool.fleet.servers) {
      await server.fault('none');
      server.clearRequests();
      await pool.store.servers.remove(server.id);
      await pool.store.servers.suspect(server.id, 0);
      await bringOnline(pool.store, server, server.number / 100);
    }
  });

  function sim(number: number): SimulatedServer {
    const server = pool.fleet.servers[number - 1];
    if (server === undefined) throw new Error(`no server ${number}`);
    return server;
  }

  function create(meetingID: string, init?: RequestInit) {
    return pool.call('create', { meetingID, name: 'A room' }, init);
  }

  function rooms(meetingID: string): number[] {
    return pool.fleet.servers
      .filter((server) => server.room(meetingID) !== undefined)
      .map(({ number }) => number);
  }

  it('goes to the next best in the same request when it can not be reached', async () => {
    const meetingID = newId();
    await sim(1).fault('refuse');
    expect(await create(meetingID)).toMatchObject({ returncode: 'SUCCESS' });
    expect(await pool.home(meetingID)).toBe('sim-2');
    expect(rooms(meetingID)).toEqual([2]);
    expect(await pool.load('sim-1')).toBeCloseTo(0.01);
    expect(await pool.load('sim-2')).toBeCloseTo(1.02);
  });

  it('leaves the server as the last choice for a while, also for others', async () => {
    await sim(1).fault('refuse');
    await create(newId());
    await sim(1).fault('none');
    const next = newId();
    await create(next);
    expect(await pool.home(next)).toBe('sim-3');
    expect(await pool.store.servers.suspects()).toEqual(new Set(['sim-1']));
  });

  it('gives up after three servers, and nothing is left on record', async () => {
    const meetingID = newId();
    for (const number of [1, 2, 3]) await sim(number).fault('refuse');
    expect(await create(meetingID)).toMatchObject({
      status: 200,
      returncode: 'FAILED',
      key: 'internalError',
      message: 'Unable to create meeting on server.',
    });
    expect(await pool.home(meetingID)).toBeUndefined();
    for (const number of [1, 2, 3]) expect(await pool.load(`sim-${number}`)).toBeCloseTo(number / 100);
    expect(await create(meetingID)).toMatchObject({ returncode: 'SUCCESS' });
    expect(await pool.home(meetingID)).toBe('sim-4');
  });

  it('is answered from getMeetingInfo when only its answer was lost', async () => {
    for (const kind of ['resetAfter', 'dropAfter', 'hangAfter', 'truncated', 'empty'] as const) {
      const meetingID = newId();
      await sim(1).fault({ kind, calls: ['create'] });
      const reply = await create(meetingID);
      expect(reply, kind).toMatchObject({ returncode: 'SUCCESS' });
      expect(field(reply.text, 'createTime')).toBe(String(sim(1).room(meetingID)?.createTime));
      expect(field(reply.text, 'moderatorPW')).toMatch(/^\w{8}$/);
      expect(rooms(meetingID)).toEqual([1]);
      expect(sim(1).requests('create').length, kind).toBe(1);
      sim(1).clearRequests();
      await pool.store.servers.suspect('sim-1', 0);
      const server = pool.fleet.servers[0];
      if (server) {
        await pool.store.servers.remove('sim-1');
        await bringOnline(pool.store, server, 0.01);
      }
    }
  });

  it('moves on when the server says that the meeting never came to be', async () => {
    for (const kind of ['reset', 'dropBefore', '500', 'html', 'notHttp'] as const) {
      const meetingID = newId();
      await sim(1).fault({ kind, calls: ['create'] });
      expect(await create(meetingID), kind).toMatchObject({ returncode: 'SUCCESS' });
      expect(rooms(meetingID), kind).not.toContain(1);
      expect(rooms(meetingID), kind).toHaveLength(1);
      await pool.store.servers.suspect('sim-1', 0);
    }
  });

  it('keeps its record while the server can not be asked, and asks first at the next create', async () => {
    const meetingID = newId();
    await sim(1).fault('resetAfter');
    expect(await create(meetingID)).toMatchObject({
      key: 'internalError',
      message: 'Unable to create meeting on server.',
    });
    expect(await pool.home(meetingID)).toBe('sim-1');
    expect(await create(meetingID)).toMatchObject({ key: 'internalError' });
    await sim(1).fault('none');
    sim(1).clearRequests();
    expect(await create(meetingID)).toMatchObject({ returncode: 'SUCCESS', key: 'duplicateWarning' });
    expect(
      sim(1)
        .requests()
        .map(({ call }) => call),
    ).toEqual(['getMeetingInfo', 'create']);
    expect(rooms(meetingID)).toEqual([1]);
    sim(1).clearRequests();
    await create(meetingID);
    expect(
      sim(1)
        .requests()
        .map(({ call }) => call),
    ).toEqual(['create']);
  });

  it('passes on what the server says when it does not tell whether it has the meeting', async () => {
    const meetingID = newId();
    await sim(1).fault('resetAfter');
    await create(meetingID);
    await sim(1).fault({ kind: 'failed', key: 'checksumError', message: 'Checksums do not match' });
    expect(await create(meetingID)).toMatchObject({ returncode: 'FAILED', key: 'checksumError' });
    expect(await pool.home(meetingID)).toBe('sim-1');
  });

  it('blames no server when the client goes away in the middle of its slides', async () => {
    const meetingID = newId();
    const gone = new AbortController();
    const body = async function* () {
      yield Buffer.from('<modules>');
      await expect.poll(() => pool.home(meetingID)).toBe('sim-1');
      gone.abort();
    };
    const post = { method: 'POST', headers: { 'content-type': 'application/xml' }, duplex: 'half' } as const;
    const sending = create(meetingID, { ...post, body: Readable.from(body()), signal: gone.signal });
    await expect(sending).rejects.toThrow('aborted');
    await expect.poll(() => pool.home(meetingID)).toBeUndefined();
    expect(await pool.store.servers.suspects()).toEqual(new Set());
    expect(await pool.load('sim-1')).toBeCloseTo(0.01);
  });

  it('says so when a server answers without a returncode and can not be asked either', async () => {
    for (const kind of [
      'html',
      '500',
      'redirect',
      'garbage',
      'doctype',
    ] as const satisfies readonly Fault['kind'][]) {
      const meetingID = newId();
      for (const server of pool.fleet.servers) await server.fault(kind);
      expect(await create(meetingID), kind).toMatchObject({
        status: 200,
        key: 'internalError',
        message: 'Response did not include returncode',
      });
    }
  });

  it('passes a refusal of BBB’s on, and forgets the meeting that did not come to be', async () => {
    const meetingID = newId();
    await sim(1).fault({ kind: 'failed', key: 'sizeError', message: 'Too long.', calls: ['create'] });
    expect(await create(meetingID)).toMatchObject({
      returncode: 'FAILED',
      key: 'sizeError',
      message: 'Too long.',
    });
    expect(await pool.home(meetingID)).toBeUndefined();
    expect(await pool.load('sim-1')).toBeCloseTo(0.01);
  });

  it('of a meeting that runs there stays there', async () => {
    const meetingID = newId();
    await create(meetingID);
    await sim(1).fault('refuse');
    expect(await create(meetingID)).toMatchObject({
      key: 'internalError',
      message: 'Unable to create meeting on server.',
    });
    expect(await pool.home(meetingID)).toBe('sim-1');
    await sim(1).fault('none');
    expect(await create(meetingID)).toMatchObject({ returncode: 'SUCCESS', key: 'duplicateWarning' });
  });

  it('takes its slides along to the next server', async () => {
    const meetingID = newId();
    await sim(1).fault('refuse');
    const slides = `<modules><module name="presentation"><document name="a.pdf">${'A'.repeat(3_000_000)}</document></module></modules>`;
    const post = {
      method: 'POST',
      headers: { 'content-type': 'application/xml; charset=utf-8' },
      body: slides,
    };
    expect(await create(meetingID, post)).toMatchObject({ returncode: 'SUCCESS' });
    expect(rooms(meetingID)).toEqual([2]);
    expect(sim(2).lastUpload()?.bodyBytes).toBe(slides.length);
  });

  it('reads what real servers answer: a byte order mark, compression, odd statuses', async () => {
    for (const kind of ['bom', 'gzip', 'wrongStatus'] as const) {
      await sim(1).fault(kind);
      expect(await create(newId()), kind).toMatchObject({ returncode: 'SUCCESS' });
    }
  });
});
