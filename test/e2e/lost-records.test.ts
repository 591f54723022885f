import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SimulatedServer } from '../../src/simulator/simulated-server.ts';
import { type Balancer, bringOnline, field, startBalancer, storeKinds } from './balancer.ts';

let unique = 0;

function newId(): string {
  unique += 1;
  return `lost-${unique}`;
}

describe.each(storeKinds)('a record that others delete from the %s store', (store) => {
  let pool: Balancer;
  let sims: [SimulatedServer, SimulatedServer];
  beforeAll(async () => {
    pool = await startBalancer({ store, fleet: { servers: 2 } });
    const [first, second] = pool.fleet.servers;
    if (first === undefined || second === undefined) throw new Error('no servers');
    sims = [first, second];
  });
  afterAll(() => pool.close());
  beforeEach(async () => {
    for (const server of sims) {
      await server.fault('none');
      server.clearRequests();
      await pool.store.servers.remove(server.id);
      await bringOnline(pool.store, server, server.number / 100);
    }
  });

  const create = (meetingID: string, params = {}) =>
    pool.call('create', { meetingID, name: 'A room', ...params });

  const forget = (meetingID: string) => pool.store.meetings.forget(meetingID, undefined);

  /** A create that waits for its server's answer, and what is done meanwhile. */
  async function createWhile(meetingID: string, meanwhile: () => Promise<unknown>) {
    await sims[0].fault({ kind: 'slow', ms: 700, calls: ['create'], times: 1 });
    const creating = create(meetingID);
    await expect.poll(() => sims[0].requests('create').length).toBe(1);
    await meanwhile();
    return await creating;
  }

  it('is there again when the create was under way', async () => {
    const meetingID = newId();
    const reply = await createWhile(meetingID, () => forget(meetingID));
    expect(reply).toMatchObject({ returncode: 'SUCCESS' });
    expect(await pool.home(meetingID)).toBe('sim-1');
    const password = field(reply.text, 'moderatorPW') ?? '';
    const join = await pool.call('join', { meetingID, fullName: 'x', password });
    expect(join).toMatchObject({ status: 302 });
    expect(await pool.call('end', { meetingID, password })).toMatchObject({ returncode: 'SUCCESS' });
  });

  it('and that was made on another server meanwhile is the one that counts', async () => {
    const meetingID = newId();
    const reply = await createWhile(meetingID, async () => {
      await forget(meetingID);
      await pool.store.servers.setState('sim-1', 'cordoned');
      await create(meetingID);
    });
    expect(await pool.home(meetingID)).toBe('sim-2');
    expect(field(reply.text, 'createTime')).toBe(String(sims[1].room(meetingID)?.createTime));
    await expect.poll(() => sims[0].room(meetingID)).toBeUndefined();
  });

  it('moves the meeting when its server was removed with it', async () => {
    const meetingID = newId();
    const reply = await createWhile(meetingID, async () => {
      await forget(meetingID);
      await pool.store.servers.remove('sim-1');
    });
    expect(reply).toMatchObject({ returncode: 'SUCCESS' });
    expect(await pool.home(meetingID)).toBe('sim-2');
    await expect.poll(() => sims[0].room(meetingID)).toBeUndefined();
  });

  it('of a room that runs comes back with the next create, which needs no passwords', async () => {
    const meetingID = newId();
    const first = await create(meetingID);
    await forget(meetingID);
    await pool.store.servers.setState('sim-2', 'disabled');
    const again = await create(meetingID);
    expect(again).toMatchObject({ returncode: 'SUCCESS', key: 'duplicateWarning' });
    expect(field(again.text, 'createTime')).toBe(field(first.text, 'createTime'));
    await forget(meetingID);
    expect(await create(meetingID, { moderatorPW: 'mine' })).toMatchObject({ key: 'idNotUnique' });
    expect(await pool.home(meetingID)).toBe('sim-1');
  });

  it('stays while its server’s address is garbled', async () => {
    const meetingID = newId();
    await create(meetingID);
    await pool.store.servers.update('sim-1', { url: 'not an address' });
    for (const call of ['join', 'end', 'isMeetingRunning', 'getMeetingInfo', 'sendChatMessage'])
      expect(await pool.call(call, { meetingID, fullName: 'x', message: 'x' }), call).toMatchObject({
        key: 'internalError',
        message: 'Unable to access meeting on server.',
      });
    expect(await create(meetingID)).toMatchObject({ message: 'Unable to create meeting on server.' });
    expect(await pool.call('getMeetings')).toMatchObject({ returncode: 'SUCCESS' });
    expect(await pool.home(meetingID)).toBe('sim-1');
  });
});
