import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../simulator/fleet.ts';
import type { OperationContext } from './context.ts';
import { OperationFailed } from './failure.ts';
import { listMeetings, showMeeting } from './meetings.ts';
import { endMeeting, endMeetings } from './meetings-end.ts';
import type { Operation } from './operation.ts';
import { perform } from './perform.ts';
import { listServers, showServer } from './servers.ts';
import { checkServer } from './servers-check.ts';
import { addServer, updateServer } from './servers-edit.ts';
import { disableServer, enableServer, panicServer, removeServer } from './servers-state.ts';
import { exportServers, syncServers } from './servers-sync.ts';
import { openContext } from './testing.ts';

const URL1 = 'https://bbb1.example.com/bigbluebutton/api';

async function failure(work: Promise<unknown>): Promise<{ status: number; message: string }> {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof OperationFailed)) throw new Error('it did not fail as it should');
  return { status: error.status, message: error.message };
}

/** A pool of one simulated server with meetings on it. */
async function withMeetings(...ids: readonly string[]): Promise<{ context: OperationContext; id: string }> {
  const fleet = await startFleet({ servers: 1 });
  onTestFinished(() => fleet.close());
  const context = await openContext();
  const [server] = fleet.servers;
  if (server === undefined) throw new Error('the fleet is empty');
  const { id, url, secret } = server;
  await context.store.servers.add({ id, url, secret, loadMultiplier: 1, tag: undefined });
  for (const meeting of ids) {
    const record = {
      id: meeting,
      serverId: id,
      moderatorPw: 'pw',
      voiceBridge: undefined,
      tenantId: undefined,
    };
    await context.store.meetings.settle(record, 'settled', 600);
  }
  return { context, id };
}

describe('servers', () => {
  it('are added disabled, changed as far as given, and shown without their secrets', async () => {
    const context = await openContext({ env: { SERVER_ID_IS_HOSTNAME: 'true' } });
    const added = await perform(addServer, context, { url: URL1, secret: 's3cret' });
    expect(added).toMatchObject({ id: 'bbb1.example.com', state: 'disabled', load: null, tag: null });
    const changed = await perform(updateServer, context, { id: added.id, tag: 'big', load_multiplier: 2 });
    expect(changed).toMatchObject({ url: URL1, tag: 'big', load_multiplier: 2 });
    expect(await perform(updateServer, context, { id: added.id, tag: '' })).toMatchObject({ tag: null });
    expect(JSON.stringify(await perform(listServers, context, {}))).not.toContain('s3cret');
    const shown = await perform(showServer, context, { id: added.id, show_secrets: true });
    expect(shown).toMatchObject({ secret: 's3cret' });
    expect(await failure(perform(addServer, context, { url: URL1, secret: 'x' }))).toMatchObject({
      status: 409,
    });
  });

  it('may have a capacity, which is changed as far as given', async () => {
    const context = await openContext({ env: { SERVER_ID_IS_HOSTNAME: 'true' } });
    const limits = { max_meetings: 80, spare: true };
    const { id } = await perform(addServer, context, { url: URL1, secret: 'x', ...limits });
    const change = { id, max_users: 400, spare: false };
    expect(await perform(updateServer, context, change)).toMatchObject({
      ...{ max_meetings: 80, max_users: 400, spare: false },
    });
    expect(await perform(updateServer, context, { id, max_meetings: null })).toMatchObject({
      ...{ max_meetings: null, max_users: 400 },
    });
    expect(await failure(perform(updateServer, context, { id, max_users: -1 }))).toMatchObject({
      status: 400,
    });
  });

  it.each([
    [{ url: 'ftp://x', secret: 'x' }],
    [{ url: 'bbb1', secret: 'x' }],
    [{ url: URL1, secret: '' }],
    [{ url: URL1, secret: 'x', load_multiplier: 0 }],
    [{ url: URL1, secret: 'x', load_multiplier: -1 }],
    [{ url: URL1, secret: 'x', load_multiplier: '1' }],
  ])('are refused when they can’t be right: %j', async (input) => {
    const context = await openContext();
    expect(await failure(perform(addServer, context, input))).toMatchObject({ status: 400 });
    expect(await context.store.servers.list()).toEqual([]);
  });

  it('tell their secrets only to those who may know them', async () => {
    const context = await openContext({ scope: 'operate' });
    expect(await failure(perform(listServers, context, { show_secrets: true }))).toMatchObject({
      status: 403,
    });
    expect(await perform(listServers, context, {})).toEqual([]);
  });

  it('that do not exist are said to be missing', async () => {
    const context = await openContext();
    const rows: Operation[] = [
      showServer,
      updateServer,
      enableServer,
      disableServer,
      panicServer,
      removeServer,
    ];
    for (const row of rows) {
      expect(await failure(perform(row, context, { id: 'x"y' }))).toEqual({
        status: 404,
        message: 'There is no server with the id "x\\"y"',
      });
    }
  });

  it('end their meetings only when that was said', async () => {
    const { context, id } = await withMeetings('aa', 'bb');
    for (const row of [disableServer, removeServer]) {
      const { status, message } = await failure(perform(row, context, { id }));
      expect([status, message]).toEqual([409, expect.stringContaining('would end 2 meetings')]);
    }
    const disabled = await perform(disableServer, context, { id, end_meetings: true });
    expect(disabled).toMatchObject({ server: { state: 'disabled' }, ended: 2, not_ended: [] });
    expect(await perform(removeServer, context, { id })).toMatchObject({ ended: 0 });
    expect(await context.store.servers.list()).toEqual([]);
  });

  it('can be emptied at once, and tell which meetings could not be ended', async () => {
    const { context, id } = await withMeetings('a');
    await context.store.servers.update(id, { url: 'http://127.0.0.1:1/api' });
    const panicked = await perform(panicServer, context, { id, keep_state: true });
    expect(panicked).toMatchObject({ ended: 1, not_ended: [{ id: 'a' }] });
    expect(await perform(listMeetings, context, {})).toEqual({ items: [], next: null });
  });

  it('can be tried before they are added', async () => {
    const fleet = await startFleet({ servers: 1 });
    onTestFinished(() => fleet.close());
    const context = await openContext();
    const { url = '', secret = '' } = fleet.servers[0] ?? {};
    expect(await perform(checkServer, context, { url, secret })).toMatchObject({
      ok: true,
      reason: null,
      meetings: 0,
    });
    const wrong = await perform(checkServer, context, { url, secret: 'wrong' });
    expect(wrong).toMatchObject({ ok: false, reason: 'checksumError', meetings: null });
    const dead = await perform(checkServer, context, { url: 'http://u:s3cret@127.0.0.1:1/api', secret });
    expect(dead).toMatchObject({ ok: false, reason: 'refused' });
  });
});

describe('the pool', () => {
  it('is made what a list says, and what it gives changes nothing when it comes back', async () => {
    const { context, id } = await withMeetings();
    const { servers } = await perform(exportServers, context, {});
    expect(Object.keys(servers)).toEqual([id]);
    expect((await perform(syncServers, context, { servers })).steps).toEqual([]);
    const wanted = { servers: { new1: { secret: 's3cret', enabled: false, load_multiplier: '1.5' } } };
    const plan = await perform(syncServers, context, { ...wanted, dry_run: true });
    expect(plan.steps.map(({ id, action }) => [id, action])).toEqual([
      ['new1', 'create'],
      [id, 'remove'],
    ]);
    expect((await context.store.servers.list()).map((server) => server.id)).toEqual([id]);
    expect((await perform(syncServers, context, wanted)).steps).toEqual(plan.steps);
    expect(await context.store.servers.list()).toMatchObject([{ id: 'new1', loadMultiplier: 1.5 }]);
    expect(JSON.stringify(plan)).not.toContain('s3cret');
  });

  it('is left alone by a list that is wrong anywhere', async () => {
    const { context, id } = await withMeetings();
    for (const bad of [{ 'a b': { secret: 'x' } }, { a: null }, { a: { secret: 'x', load_multiplier: 0 } }]) {
      const servers = { fine: { secret: 'x' }, ...bad };
      expect(await failure(perform(syncServers, context, { servers }))).toMatchObject({ status: 400 });
    }
    expect((await context.store.servers.list()).map((server) => server.id)).toEqual([id]);
  });
});

describe('meetings', () => {
  it('are listed in pages, and found by a part of their id', async () => {
    const { context, id } = await withMeetings('b-Room', 'a', 'c');
    const first = await perform(listMeetings, context, { limit: 2 });
    expect([first.items.map((item) => item.id), first.next]).toEqual([['a', 'b-Room'], 'b-Room']);
    const second = await perform(listMeetings, context, { limit: 2, cursor: first.next });
    expect(second).toMatchObject({ items: [{ id: 'c', server: id, tenant: null }], next: null });
    expect((await perform(listMeetings, context, { search: 'room' })).items).toMatchObject([
      { id: 'b-Room' },
    ]);
    expect((await perform(listMeetings, context, { server: 'other' })).items).toEqual([]);
  });

  it('have the name, the users and the beginning that the last polls told, and are found by name', async () => {
    const { context, id } = await withMeetings('one', 'two');
    const { rosters } = context.store;
    await rosters.record(id, new Map([['two', { name: 'Algebra I', users: 12, createdAt: 1000 }]]));
    const { items } = await perform(listMeetings, context, { server: id });
    expect(items).toMatchObject([
      { id: 'one', name: null, users: null },
      { id: 'two', name: 'Algebra I', users: 12 },
    ]);
    const found = await perform(listMeetings, context, { search: 'ALGEBRA' });
    expect(found.items.map((item) => item.id)).toEqual(['two']);
    expect(await perform(showMeeting, context, { id: 'two' })).toMatchObject({
      name: 'Algebra I',
      users: 12,
      since: '1970-01-01T00:00:01.000Z',
    });
  });

  it('are shown with what their server says', async () => {
    const { context, id } = await withMeetings('gone');
    const bbb = await context.client();
    const server = await context.store.servers.find(id);
    if (server === undefined) throw new Error('the server is gone');
    const params = [
      { name: 'meetingID', value: 'room' },
      { name: 'name', value: 'Algebra & more' },
    ];
    await bbb.call(server, { call: 'create', params });
    const record = {
      id: 'room',
      serverId: id,
      moderatorPw: 'pw',
      voiceBridge: undefined,
      tenantId: undefined,
    };
    await context.store.meetings.settle(record, 'settled', 600);
    expect(await perform(showMeeting, context, { id: 'room' })).toMatchObject({
      id: 'room',
      server: id,
      live: { name: 'Algebra & more', running: false, participants: 0 },
      failure: null,
    });
    const gone = await perform(showMeeting, context, { id: 'gone' });
    expect(gone).toMatchObject({ live: null, failure: expect.stringMatching(/./) });
    expect(await failure(perform(showMeeting, context, { id: 'nobody' }))).toMatchObject({ status: 404 });
  });

  it('are ended: one, those named, or all', async () => {
    const { context, id } = await withMeetings('aa', 'bb', 'cc', 'dd');
    const left = async () => (await perform(listMeetings, context, {})).items.map((item) => item.id);
    expect(await perform(endMeeting, context, { id: 'aa' })).toEqual({ ended: 1, not_ended: [] });
    expect(await failure(perform(endMeetings, context, { ids: ['bb', 'xx'] }))).toMatchObject({
      status: 404,
    });
    expect(await left()).toEqual(['bb', 'cc', 'dd']);
    expect(await perform(endMeetings, context, { ids: ['bb', 'bb'] })).toMatchObject({ ended: 1 });
    expect(await failure(perform(endMeetings, context, {}))).toMatchObject({ status: 400 });
    expect(await failure(perform(endMeetings, context, { all: true, server: id }))).toMatchObject({
      status: 400,
    });
    expect(await perform(endMeetings, context, { server: id })).toMatchObject({ ended: 2 });
    expect(await left()).toEqual([]);
  });
});
