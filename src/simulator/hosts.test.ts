import { describe, expect, it } from 'vitest';
import { canListen, hostsOfTheirOwn, LOOPBACK } from './hosts.ts';
import { ask, testFleet } from './testing.ts';

describe('hosts of simulated servers', () => {
  it.runIf(process.platform === 'linux')('differ on Linux', async () => {
    const hostOf = await hostsOfTheirOwn();
    expect([1, 2, 255, 256, 1000].map(hostOf)).toEqual([
      '127.1.0.1',
      '127.1.0.2',
      '127.1.0.255',
      '127.1.1.0',
      '127.1.3.232',
    ]);
  });

  it('are only such as this machine has', async () => {
    expect(await canListen(LOOPBACK)).toBe(true);
    // Kept for documentation: nobody's.
    expect(await canListen('192.0.2.1')).toBe(false);
  });

  it('are where the servers answer, fail and heal', async () => {
    const hostOf = await hostsOfTheirOwn();
    const { servers } = await testFleet({ servers: 2, hostOf });
    for (const server of servers) {
      expect(new URL(server.url).hostname).toBe(hostOf(server.number));
      expect(await ask(server, '')).toContain('SUCCESS');
      await server.fault('refuse');
      await expect(ask(server, '')).rejects.toThrow('fetch failed');
      await server.fault('none');
      expect(await ask(server, '')).toContain('SUCCESS');
    }
  });
});
