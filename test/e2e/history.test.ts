import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/simulator/fleet.ts';
import { addServer, ok, openPool } from './installation.ts';

describe('the load history beside Redis', () => {
  it('is kept of polls by hand, and told with the reasons of a placement', { timeout: 60_000 }, async () => {
    const pool = await openPool('Redis');
    const fleet = await startFleet({ servers: 2 });
    onTestFinished(() => fleet.close());
    for (const { id, url, secret } of fleet.servers) await addServer(pool.store, { id, url, secret });
    fleet.servers[0]?.createRoom({ meetingId: 'room' });
    await fleet.servers[1]?.fault('refuse');
    expect(await pool.rake('poll:servers')).toEqual(ok());
    const [points, table, told] = await Promise.all([
      pool.scalelite('history', 'sim-1', '--since', '1h', '--json'),
      pool.scalelite('history'),
      pool.scalelite('servers', 'explain'),
    ]);
    expect(JSON.parse(points.stdout)).toMatchObject({
      server: 'sim-1',
      points: [{ online: 1, load: 15, meetings: 1, samples: 1 }],
    });
    expect(table.stdout).toMatch(/^sim-1 .* 15 +0 +1 +[\d.]+ ms +100 %$/m);
    expect(told.stdout.split('\n')).toEqual([
      'It goes to sim-1.',
      '',
      'ID     LOAD  TAG',
      'sim-1  15.0       takes the next meeting: its load is 15',
      'sim-2  none       is offline',
      '',
    ]);
  });
});
