import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/simulator/fleet.ts';
import { addServer, openPool, type Pool } from './installation.ts';

const SETTINGS = {
  LOADBALANCER_SECRET: 'b7f3c1d09e8a4f65b7f3c1d09e8a4f65',
  URL_HOST: 'sl.example.com',
  RECORDING_DISABLED: 'true',
};

async function diagnosis(pool: Pool) {
  const { code, stdout, stderr } = await pool.scalelite('doctor', '--json');
  const { findings } = JSON.parse(stdout) as { findings: { severity: string; text: string }[] };
  return { code, stderr, findings: findings.map(({ severity, text }) => `${severity}: ${text}`) };
}

describe('bin/scalelite doctor', () => {
  it('finds what is wrong, then that all is well', async () => {
    const pool = await openPool('Redis', SETTINGS);
    const fleet = await startFleet({ servers: 1 });
    onTestFinished(() => fleet.close());
    const [server] = fleet.servers;
    await addServer(pool.store, { id: 'bbb1', url: server?.url ?? '', secret: 'wrong' });

    const ill = await diagnosis(pool);
    expect(ill).toMatchObject({ code: 1, stderr: '3 problems, no warnings.\n' });
    expect(ill.findings.filter((text) => text.startsWith('problem'))).toEqual([
      'problem: No server may take meetings: none that is enabled is online',
      expect.stringMatching(/^problem: bbb1 \(.*enabled\) does not accept our checksum/),
      'problem: No poll of the last day is on record: is there a poller?',
    ]);

    await pool.store.servers.update('bbb1', { secret: server?.secret ?? '' });
    expect((await pool.rake('poll:all')).code).toBe(0);
    const well = await diagnosis(pool);
    expect(well).toMatchObject({ code: 0, stderr: '' });
    expect(well.findings.filter((text) => !text.startsWith('ok: '))).toEqual([]);
    expect(well.findings).toContain('ok: 1 server answers and accepts our checksum');
  });

  it('tells of a store that is down, and looks at what it can', async () => {
    const pool = await openPool('SQLite', { ...SETTINGS, REDIS_URL: 'redis://127.0.0.1:1' });
    const { code, stdout, stderr } = await pool.scalelite('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /✗ The state store \(Redis\) does not answer: [^\n]*ECONNREFUSED[^\n]*\n +→ see that it runs/,
    );
    expect(stdout).toContain('DATA_DIR');
    expect(stderr).toMatch(/^1 problem, /);
  });
});
