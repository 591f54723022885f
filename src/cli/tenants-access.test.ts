import { describe, expect, it } from 'vitest';
import { openCli } from './testing.ts';

async function openTenant() {
  const cli = await openCli({ MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' });
  const added = await cli.run('tenants', 'add', 'school', '--secret', 'old:new', '--json');
  const id = String(JSON.parse(added.stdout).id);
  return { ...cli, id };
}

describe('a tenant', () => {
  it('is switched off, when that is confirmed, and on again', async () => {
    const { run, id } = await openTenant();
    expect(await run('tenants', 'disable', id)).toMatchObject({ code: 4, stdout: '' });
    expect((await run('tenants', 'disable', id, '--yes')).stdout).toMatch(/^State +disabled$/m);
    expect((await run('tenants', 'list')).stdout).toContain('school (disabled)');
    expect((await run('tenants', 'enable', id)).stdout).not.toContain('disabled');
    expect(await run('tenants', 'enable', 'nobody')).toMatchObject({ code: 3 });
  });
});
