import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from '../helpers/index.ts';
import { type Balancer, startBalancer } from './balancer.ts';

const URL1 = 'https://bbb1.example.com/bigbluebutton/api';

describe('the REST API of a running balancer', () => {
  let pool: Balancer;
  beforeAll(async () => {
    const env = { SERVER_ID_IS_HOSTNAME: 'true', LOG_LEVEL: 'info' };
    pool = await startBalancer({ store: 'postgres', fleet: { servers: 0 }, env });
  });
  afterAll(() => pool.close());

  const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = pool.env) =>
    runProcess({ command, args, env });

  it('takes tokens that are made beside it, here and from elsewhere, and everybody’s changes are on record', async () => {
    const made = await run('bin/scalelite', ['tokens', 'create', '--name', 'ci', '--scope', 'admin']);
    const token = made.stdout.trim();
    expect(made.code).toBe(0);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ url: URL1, secret: 's3cret' });
    const added = await fetch(`${pool.origin}/scalelite/api/servers`, { method: 'POST', headers, body });
    expect([added.status, await added.json()]).toMatchObject([201, { id: 'bbb1.example.com' }]);

    const rake = await run('bin/rake', ['servers:enable[bbb1.example.com]']);
    expect(rake).toMatchObject({ code: 0, stderr: '' });

    const remote = { SCALELITE_URL: pool.origin, SCALELITE_TOKEN: token };
    const cordoned = await run('bin/scalelite', ['servers', 'cordon', 'bbb1.example.com'], remote);
    expect(cordoned).toMatchObject({ code: 0, stderr: '' });

    const audit = await fetch(`${pool.origin}/scalelite/api/audit?subject=bbb1.example.com`, { headers });
    const log = await audit.text();
    expect(JSON.parse(log).items).toMatchObject([
      { via: 'api', actor: 'ci', from: '127.0.0.1', action: 'server.cordon', after: { state: 'cordoned' } },
      { via: 'rake', from: null, action: 'server.enable', before: { state: 'disabled' } },
      { via: 'api', actor: 'ci', action: 'server.add', after: { secret: '*****' } },
    ]);
    const told = pool.process.output.text() + log;
    expect(told).toContain('servers.cordon');
    expect(told).not.toMatch(/s3cret|slt_/);
  });
});
