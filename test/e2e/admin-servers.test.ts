import { beforeEach, describe, expect, it } from 'vitest';
import { answers, BBB, balancer, idIn, noServer } from './admin-client.ts';
import { bringOnline, storeKinds } from './balancer.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let unique = 0;

describe.each(storeKinds)('servers through the admin API on the %s store', (store) => {
  const running = balancer({ store, fleet: { servers: 2 } });
  beforeEach(async () => {
    const { servers } = running.pool.store;
    for (const { id } of await servers.list()) await servers.remove(id);
  });

  async function add(fields: object = {}): Promise<string> {
    return idIn(await running.admin.post('addServer', { server: { url: BBB, secret: 's', ...fields } }));
  }

  async function shown(id: string): Promise<unknown> {
    return (await running.admin.get('getServerInfo', `id=${id}`)).json;
  }

  it('are none at first', async () => {
    expect(answers(await running.admin.get('getServers'))).toEqual({
      status: 404,
      json: { error: 'No servers are configured' },
    });
  });

  it('are added: disabled, offline, their keys in the known order', async () => {
    const server = { url: BBB, secret: 'x', load_multiplier: '2.5', tag: 'gpu', foo: 1 };
    const added = await running.admin.post('addServer', { server, bar: 2 });
    const id = idIn(added);
    expect(id).toMatch(UUID);
    expect(added).toMatchObject({ status: 201, type: 'application/json; charset=utf-8' });
    const text = `{"id":"${id}","url":"${BBB}","secret":"x","tag":"gpu","bbb_version":"","state":"disabled","load":"unavailable","load_multiplier":"2.5","online":"offline"}`;
    expect(added.text).toBe(text);
    expect((await running.admin.get('getServerInfo', `id=${id}`)).text).toBe(text);
    const listed = await running.admin.get('getServers');
    expect(listed).toMatchObject({ status: 200, text: `[${text}]` });
  });

  it('are added without the wrapper too', async () => {
    const added = await running.admin.post('addServer', { url: BBB, secret: 's', load_multiplier: 3 });
    expect(added).toMatchObject({ status: 201, json: { url: BBB, load_multiplier: '3.0', tag: '' } });
  });

  it.each([undefined, null, '', 0, '0', -2, '-0.5', 'fast', {}])(
    'have a multiplier of 1.0 when added with %j',
    async (multiplier) => {
      expect(await shown(await add({ load_multiplier: multiplier }))).toMatchObject({
        load_multiplier: '1.0',
      });
    },
  );

  it('need a URL and a secret', async () => {
    const needed = { status: 400, json: { error: 'Server needs a URL and a secret' } };
    const incomplete = [{ url: BBB }, { secret: 'x' }, { url: '', secret: 'x' }, { url: BBB, secret: ' ' }];
    for (const server of [...incomplete, { url: BBB, secret: null }, { tag: 'x' }]) {
      expect(answers(await running.admin.post('addServer', { server }))).toEqual(needed);
    }
    for (const url of ['notaurl', 'ftp://bbb.example.com', 'https://', 'file:///etc/passwd']) {
      expect(answers(await running.admin.post('addServer', { server: { url, secret: 'x' } }))).toEqual({
        status: 400,
        json: { error: 'Error: Server URL must start with http:// or https://' },
      });
    }
    expect((await running.admin.get('getServers')).status).toBe(404);
  });

  it('change as told, and what is not told stays', async () => {
    const id = await add({ tag: 'gpu' });
    const update = (server: object) => running.admin.post('updateServer', { id, server });
    expect(await update({ state: 'enable' })).toMatchObject({
      status: 200,
      json: { id, state: 'enabled', secret: 's', tag: 'gpu', load_multiplier: '1.0', load: 'unavailable' },
    });
    expect((await update({ state: 'cordon', load_multiplier: 4 })).json).toMatchObject({
      state: 'cordoned',
      load_multiplier: '4.0',
    });
    expect((await update({ secret: 'new', load_multiplier: '', state: '' })).json).toMatchObject({
      state: 'cordoned',
      secret: 'new',
      load_multiplier: '4.0',
      tag: 'gpu',
    });
    expect((await update({ tag: '', secret: '', url: 'http://elsewhere' })).json).toMatchObject({
      tag: '',
      secret: 'new',
      url: BBB,
    });
    expect((await update({ state: 'disable', tag: 'cpu' })).json).toMatchObject({
      state: 'disabled',
      tag: 'cpu',
    });
    expect(await shown(id)).toMatchObject({ state: 'disabled', secret: 'new', tag: 'cpu' });
  });

  it('change by an id in the query, in flat JSON, or not at all', async () => {
    const id = await add();
    const inQuery = await running.admin.post('updateServer', { server: { tag: 'a' } }, `id=${id}`);
    expect(inQuery.json).toMatchObject({ id, tag: 'a' });
    expect((await running.admin.post('updateServer', { id, tag: 'b' })).json).toMatchObject({ id, tag: 'b' });
    expect(await running.admin.post('updateServer', { id })).toMatchObject({
      status: 200,
      json: { tag: 'b' },
    });
  });

  it('refuse what they can not be, and then change nothing', async () => {
    const id = await add();
    const update = async (server: object) =>
      answers(await running.admin.post('updateServer', { id, server }));
    for (const state of ['enabled', 'ENABLE', 'off', 5]) {
      expect(await update({ state, secret: 'new' })).toEqual({
        status: 400,
        json: { error: `Invalid state parameter: ${state}` },
      });
    }
    for (const multiplier of [0, '0.0', 'fast', -1]) {
      expect(await update({ load_multiplier: multiplier, secret: 'new', state: 'enable' })).toEqual({
        status: 400,
        json: { error: 'Load-multiplier must be a non-zero number' },
      });
    }
    expect(await shown(id)).toMatchObject({ secret: 's', state: 'disabled', load_multiplier: '1.0' });
  });

  it('are removed', async () => {
    const id = await add();
    expect(answers(await running.admin.post('deleteServer', { id }))).toEqual({
      status: 200,
      json: { success: `Server id=${id} was destroyed` },
    });
    expect(answers(await running.admin.post('deleteServer', { id }))).toEqual(noServer(id));
    const other = await add();
    expect(await running.admin.post('deleteServer', undefined, `id=${other}`)).toMatchObject({ status: 200 });
  });

  it('are unknown by any other id', async () => {
    for (const id of ['nobody', 'a b%', 'ü', '']) {
      const query = `id=${encodeURIComponent(id)}`;
      expect(answers(await running.admin.get('getServerInfo', query))).toEqual(noServer(id));
      const unknown = { id, server: { state: 'nonsense' } };
      expect(answers(await running.admin.post('updateServer', unknown))).toEqual(noServer(id));
      expect(answers(await running.admin.post('deleteServer', { id }))).toEqual(noServer(id));
      expect(answers(await running.admin.post('panicServer', { id }))).toEqual(noServer(id));
    }
    expect(answers(await running.admin.get('getServerInfo'))).toEqual(noServer(''));
  });

  describe('in a panic', () => {
    /** A server with two meetings, and the other one. */
    async function busy() {
      const { pool } = running;
      const [server, other] = pool.fleet.servers;
      if (server === undefined || other === undefined) throw new Error('the fleet is too small');
      for (const one of [server, other]) {
        await one.fault('none');
        await bringOnline(pool.store, one);
      }
      await pool.store.servers.setState(other.id, 'cordoned');
      unique += 1;
      const meetings = [`first ${unique}`, `second ${unique}`];
      for (const meetingID of meetings) {
        expect(await pool.call('create', { meetingID, name: 'A room' })).toMatchObject({
          returncode: 'SUCCESS',
        });
      }
      return { server, meetings };
    }

    async function stateOf(id: string): Promise<string | undefined> {
      return (await running.pool.store.servers.find(id))?.state;
    }

    function panicked(id: string): object {
      return {
        status: 200,
        json: { success: `Server id=${id} has been disabled and the meetings have been destroyed` },
      };
    }

    it('shows loads first: of a cordoned server too', async () => {
      const { server } = await busy();
      expect((await running.admin.get('getServers')).json).toMatchObject(
        running.pool.fleet.servers.map(({ id }) => ({
          id,
          online: 'online',
          load: id === server.id ? 2 : 0,
          state: id === server.id ? 'enabled' : 'cordoned',
        })),
      );
    });

    it('ends and forgets the meetings and disables the server', async () => {
      const { server, meetings } = await busy();
      expect(answers(await running.admin.post('panicServer', { id: server.id }))).toEqual(
        panicked(server.id),
      );
      expect(await stateOf(server.id)).toBe('disabled');
      for (const id of meetings) {
        expect(await running.pool.home(id)).toBeUndefined();
        expect(server.room(id)).toBeUndefined();
      }
    });

    it('keeps the state when asked, wherever that stands', async () => {
      for (const body of [
        { server: { keep_state: true } },
        { keep_state: true },
        { server: { keep_state: 'yes' } },
      ]) {
        const { server, meetings } = await busy();
        const reply = await running.admin.post('panicServer', { id: server.id, ...body });
        expect(answers(reply)).toEqual(panicked(server.id));
        expect(await stateOf(server.id)).toBe('enabled');
        for (const id of meetings) expect(await running.pool.home(id)).toBeUndefined();
      }
      for (const body of [{ server: { keep_state: false } }, { keep_state: 'false' }]) {
        const { server } = await busy();
        await running.admin.post('panicServer', { id: server.id, ...body });
        expect(await stateOf(server.id)).toBe('disabled');
      }
    });

    it('works on a server that does not answer', async () => {
      const { server, meetings } = await busy();
      await server.fault('refuse');
      expect(answers(await running.admin.post('panicServer', undefined, `id=${server.id}`))).toEqual(
        panicked(server.id),
      );
      expect(await stateOf(server.id)).toBe('disabled');
      for (const id of meetings) expect(await running.pool.home(id)).toBeUndefined();
    });
  });
});
