import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { innerId } from '../../src/cluster/isolated-id.ts';
import type { SimulatedServer } from '../../src/simulator/simulated-server.ts';
import { type Receiver, testReceiver } from '../../src/simulator/testing.ts';
import { type Balancer, type BalancerOptions, field, type Params, sign, startBalancer } from './balancer.ts';

const HOST = 'sl.example.com';
const SOON = { timeout: 10_000 };

async function started(options: BalancerOptions): Promise<{ pool: Balancer; frontEnd: Receiver }> {
  const pool = await startBalancer({
    ...options,
    fleet: { servers: 1 },
    env: { URL_HOST: HOST, ...options.env },
  });
  onTestFinished(() => pool.close());
  return { pool, frontEnd: await testReceiver() };
}

/** The front-end's own URLs. */
const ends = ({ origin }: Receiver): Params => ({
  meetingEndedURL: `${origin}/ended?of=lms`,
  meta_endCallbackUrl: `${origin}/end-callback`,
});

const told = ({ received }: Receiver): string[] => received.map(({ path }) => path).toSorted();

function only({ fleet }: Balancer): SimulatedServer {
  const [server] = fleet.servers;
  if (server === undefined) throw new Error('there is no server');
  return server;
}

/** Ends a meeting on its server, as when its last user goes. */
function end(pool: Balancer, meetingId: string): void {
  const server = only(pool);
  const room = server.room(meetingId);
  if (room === undefined) throw new Error('the room is not there');
  server.endRoom(room);
}

/** Nobody polls here: what changes, changes by what the server told. */
describe('when BBB ends a meeting', () => {
  it('its front-end hears of it, and the record and the load are gone, without a poll', async () => {
    const { pool, frontEnd } = await started({ env: { URL_HOST: '127.0.0.1', LOG_LEVEL: 'info' } });
    const server = only(pool);
    await pool.call('create', { meetingID: 'room', name: 'A room', ...ends(frontEnd) });
    await pool.call('create', { meetingID: 'other', name: 'Another room' });
    expect([await pool.home('room'), await pool.load(server.id)]).toEqual([server.id, 2]);
    end(pool, 'room');
    await expect
      .poll(() => told(frontEnd), SOON)
      .toEqual(['/end-callback?meetingID=room&recordingmarks=false', '/ended?of=lms&recordingmarks=false']);
    await expect.poll(() => pool.home('room'), SOON).toBeUndefined();
    end(pool, 'other');
    await expect.poll(() => pool.home('other'), SOON).toBeUndefined();
    await expect.poll(() => pool.load(server.id), SOON).toBe(0);
    expect(told(frontEnd).length).toBe(2);
    await server.settled();
    const sent = server.sent().map(({ kind, outcome }) => `${kind} ${outcome}`);
    expect(sent.toSorted()).toEqual([
      'endCallbackUrl HTTP 204',
      'meetingEndedURL HTTP 204',
      'meetingEndedURL HTTP 204',
    ]);
    await expect.poll(() => pool.process.output.text(), SOON).toContain('meeting_ended_callback');
    expect(pool.process.output.text()).not.toContain('about=');
  });

  it('its tenant’s front-end hears of it by its own ID, whichever way the tenant is named', async () => {
    const { pool, frontEnd } = await started({
      store: 'redis',
      env: { MULTITENANCY_ENABLED: 'true', TENANT_MEETING_IDS: 'isolated' },
    });
    for (const name of ['one', 'two'])
      await pool.store.tenants.add({ id: `id-of-${name}`, name, secrets: [`secret-of-${name}`], lrs: {} });
    pool.fleet.route(`one.${HOST}`, pool.origin);
    const create = async (host: string, prefix: string, tenant: string): Promise<void> => {
      const query = sign(
        'create',
        { meetingID: 'room', name: 'A room', ...ends(frontEnd) },
        `secret-of-${tenant}`,
      );
      const answer = await get(pool, host, `${prefix}/bigbluebutton/api/create?${query}`);
      expect(field(answer, 'returncode')).toBe('SUCCESS');
    };
    await create(`one.${HOST}`, '', 'one');
    await create(HOST, '/t/two', 'two');
    const [one, two] = ['id-of-one', 'id-of-two'].map((tenant) => innerId(tenant, 'room'));
    const both = ['/end-callback?meetingID=room&recordingmarks=false', '/ended?of=lms&recordingmarks=false'];
    for (const [index, inner = ''] of [one, two].entries()) {
      end(pool, inner);
      const expected = index === 0 ? both : [...both, ...both].toSorted();
      await expect.poll(() => told(frontEnd), SOON).toEqual(expected);
      await expect.poll(() => pool.home(inner), SOON).toBeUndefined();
    }
  });
});

async function get(pool: Balancer, host: string, path: string): Promise<string> {
  const { hostname, port } = new URL(pool.origin);
  return await new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { host } }, (response) => text(response).then(resolve, reject))
      .on('error', reject)
      .end();
  });
}
