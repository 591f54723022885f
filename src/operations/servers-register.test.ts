import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../simulator/fleet.ts';
import { listAudit } from './audit.ts';
import { OperationFailed } from './failure.ts';
import { perform } from './perform.ts';
import { listServers } from './servers.ts';
import { registerServer } from './servers-register.ts';
import { cordonServer } from './servers-state.ts';
import { openContext } from './testing.ts';

const BBB = { url: 'https://bbb7.example.com/bigbluebutton/api', secret: 'SECRET' };

async function failure(work: Promise<unknown>): Promise<{ status: number; message: string }> {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof OperationFailed)) throw new Error('it did not fail as it should');
  return { status: error.status, message: error.message };
}

describe('a server that announces itself', () => {
  it('is added and enabled', async () => {
    const context = await openContext();
    const { id, ...told } = await perform(registerServer, context, { ...BBB, tag: 'large', max_users: 400 });
    expect(told).toEqual({ added: true, state: 'enabled' });
    const [server] = await perform(listServers, context, {});
    expect(server).toMatchObject({ id, url: BBB.url, tag: 'large', max_users: 400, load_multiplier: 1 });
    // In one step: who is killed meanwhile leaves none behind that is known and takes no meetings.
    const { items } = await perform(listAudit, context, {});
    expect(items).toMatchObject([{ action: 'server.add', after: { state: 'enabled' } }]);
  });

  it('is known again by its URL, keeps its state, and changes what it says anew', async () => {
    const context = await openContext();
    const { id } = await perform(registerServer, context, { ...BBB, tag: 'large' });
    await perform(cordonServer, context, { id });
    const url = 'HTTPS://BBB7.example.com:443/bigbluebutton/api/';
    const again = await perform(registerServer, context, { ...BBB, url, load_multiplier: 0.5 });
    expect(again).toEqual({ id, added: false, state: 'cordoned' });
    const servers = await perform(listServers, context, {});
    expect(servers).toMatchObject([{ id, tag: 'large', load_multiplier: 0.5, url: BBB.url }]);
  });

  it('that says the same again changes nothing, and the audit log tells of no change', async () => {
    const context = await openContext();
    const said = {
      ...BBB,
      tag: 'large',
      load_multiplier: 2,
      max_users: 400,
      max_meetings: null,
      spare: false,
    };
    await perform(registerServer, context, said);
    await perform(registerServer, context, said);
    const changes = async () =>
      (await perform(listAudit, context, { action: 'server.update' })).items.map(({ after }) => after);
    expect(await changes()).toEqual([]);
    await perform(registerServer, context, { ...said, max_users: 300, max_meetings: 9, spare: true });
    expect(await changes()).toEqual([{ max_users: 300, max_meetings: 9, spare: true }]);
  });

  it('is in the pool once, however often it announces itself at once', async () => {
    const context = await openContext();
    const told = await Promise.all(Array.from({ length: 8 }, () => perform(registerServer, context, BBB)));
    expect(told.filter(({ added }) => added).length).toBe(1);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
    expect((await perform(listServers, context, {})).length).toBe(1);
  });

  it('takes a new secret, and none that it does not take', async () => {
    const context = await openContext();
    const fleet = await startFleet({ servers: 1, secret: 'new' });
    onTestFinished(() => fleet.close());
    const [server] = fleet.servers;
    if (server === undefined) throw new Error('the fleet is empty');
    const { id } = await perform(registerServer, context, { url: server.url, secret: 'old' });
    await perform(registerServer, context, { url: server.url, secret: 'new' });
    expect((await context.store.servers.find(id))?.secret).toBe('new');
    expect(await failure(perform(registerServer, context, { url: server.url, secret: 'stolen' }))).toEqual({
      status: 409,
      message: `Server '${id}' is known with another secret, and refused this one: checksumError`,
    });
    expect((await context.store.servers.find(id))?.secret).toBe('new');
  });

  it('has the id of its host where ids are hosts, unless that is another server’s', async () => {
    const context = await openContext({ env: { SERVER_ID_IS_HOSTNAME: 'true' } });
    expect(await perform(registerServer, context, BBB)).toMatchObject({ id: 'bbb7.example.com' });
    const elsewhere = { ...BBB, url: 'https://bbb7.example.com/other/api' };
    expect(await failure(perform(registerServer, context, elsewhere))).toMatchObject({ status: 409 });
  });
});
