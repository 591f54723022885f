import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stoppedClock } from './clock.ts';
import { startFleet } from './fleet.ts';
import { readInfo } from './info-file.ts';
import { ask, field, signedUrl, testFleet } from './testing.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'fleet-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

describe('a fleet', () => {
  it('has servers that know nothing of each other', async () => {
    const { servers } = await testFleet({ servers: 3 });
    expect(servers.map(({ number, id }) => [number, id])).toEqual([
      [1, 'sim-1'],
      [2, 'sim-2'],
      [3, 'sim-3'],
    ]);
    expect(new Set(servers.map(({ secret }) => secret)).size).toBe(3);
    expect(new Set(servers.map(({ port }) => port)).size).toBe(3);
    servers[0]?.createRoom({ meetingId: 'room-1' });
    expect(servers.map((server) => server.rooms().length)).toEqual([1, 0, 0]);
  });

  it('is the same again for the same seed', async () => {
    const secrets = async (seed: string) =>
      (await testFleet({ servers: 2, seed })).servers.map(({ secret }) => secret);
    expect(await secrets('a')).toEqual(await secrets('a'));
    expect(await secrets('a')).not.toEqual(await secrets('b'));
  });

  it('listens from its base port on, or not at all', async () => {
    const { servers } = await testFleet({ servers: 1 });
    const taken = servers.map(({ port }) => port);
    const basePort = Math.max(...taken) - 1;
    await expect(startFleet({ servers: 2, basePort })).rejects.toThrow('EADDRINUSE');
    await Promise.all(servers.map((server) => server.close()));
    const again = await testFleet({ servers: 2, basePort });
    expect(again.servers.map(({ port }) => port)).toEqual([basePort, basePort + 1]);
  });

  it('waits before every answer as long as it is told', async () => {
    const fleet = await testFleet({ latencyMs: 1000 });
    const [server] = fleet.servers;
    const took = async () => {
      const start = performance.now();
      if (server !== undefined) await ask(server, 'getMeetings');
      return performance.now() - start;
    };
    expect(await took()).toBeGreaterThan(990);
    fleet.setLatency(0);
    await took();
    expect(await took()).toBeLessThan(990);
  });

  it('has one clock for all', async () => {
    const fleet = await testFleet({ servers: 2, clock: stoppedClock(0) });
    await fleet.servers[1]?.fault({ kind: 'clockSkew', ms: 5 });
    fleet.clock.advance(1000);
    expect(fleet.servers.map(({ clock }) => clock.now())).toEqual([1000, 1005]);
  });

  it('says where it is in a file that only its owner reads, and takes it away at the end', async () => {
    const path = await folder();
    const infoFile = join(path, 'data', 'simulator.json');
    const fleet = await testFleet({ servers: 2, infoFile });
    expect((await stat(infoFile)).mode & 0o777).toBe(0o600);
    expect(await readInfo(infoFile)).toEqual({
      control: { url: fleet.control?.url, token: fleet.control?.token },
      pid: process.pid,
      servers: fleet.servers.map(({ number, id, url, secret }) => ({ number, id, url, secret })),
    });
    await fleet.close();
    await fleet.close();
    expect(fleet.closed.aborted).toBe(true);
    expect(await readdir(join(path, 'data'))).toEqual([]);
  });

  it('leaves the file of another that came after it', async () => {
    const infoFile = join(await folder(), 'simulator.json');
    const earlier = await testFleet({ infoFile });
    const later = await testFleet({ infoFile });
    await earlier.close();
    expect(await readFile(infoFile, 'utf8')).toContain(later.control?.token ?? 'no token');
  });
});

describe('a fleet of a thousand', () => {
  it('answers getMeetings with 5 meetings of 6 users, all servers at once', {
    timeout: 60_000,
  }, async () => {
    const { servers } = await testFleet({ servers: 1000, latencyMs: 50, requestLogSize: 5 });
    // Its own connections: a later server may get the port of one of these, and must not get its connection.
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.destroy());
    const users = Array.from({ length: 6 }, (_, i) => ({ fullName: `User ${i}`, hasVideo: i < 2 }));
    for (const server of servers) {
      for (let i = 0; i < 5; i++) server.createRoom({ meetingId: `room-${server.number}-${i}` }, users);
    }
    const poll = () =>
      Promise.all(
        servers.map(async (server) => {
          const { body } = await request(signedUrl(server, 'getMeetings', {}), { dispatcher });
          return (await body.text()).match(/<attendee>/g)?.length;
        }),
      );
    await poll();
    const start = performance.now();
    expect(new Set(await poll())).toEqual(new Set([30]));
    const wall = performance.now() - start;
    // One after the other they would take 50 s.
    expect(wall).toBeLessThan(40_000);
  });
});

it('a reply is as long as it says', async () => {
  const { servers } = await testFleet();
  const [server] = servers;
  if (server === undefined) throw new Error('no server');
  server.createRoom({ meetingId: 'räum-1', name: 'Ünïcödé 🎓' });
  const response = await fetch(signedUrl(server, 'getMeetings', {}));
  const text = await response.text();
  expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  expect(field(text, 'meetingName')).toBe('Ünïcödé 🎓');
});
