import { describe, expect, it } from 'vitest';
import { secretsInForce } from '../cluster/tenant-own.ts';
import { openCli } from './testing.ts';

async function openTenant() {
  const cli = await openCli({ MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' });
  const added = await cli.run('tenants', 'add', 'school', '--secret', 'old:new', '--json');
  const id = String(JSON.parse(added.stdout).id);
  const inForce = async (at: number) => {
    const tenant = await cli.store.tenants.find(id);
    return tenant && secretsInForce(tenant, at);
  };
  return { ...cli, id, inForce };
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

  it('has its secrets changed without an interruption', async () => {
    const { run, id, inForce } = await openTenant();
    const expired = await run('tenants', 'expire-secret', id, '--secret', 'old', '--expires', '2d');
    expect(expired).toMatchObject({ code: 0, stderr: '' });
    expect(await inForce(Date.now())).toEqual(['old', 'new']);
    expect(await inForce(Date.now() + 3 * 86_400_000)).toEqual(['new']);
    const shown = await run('tenants', 'show', id, '--show-secrets', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      secrets: ['old', 'new'],
      secret_expiries: [expect.stringMatching(/^\d{4}-/), null],
    });
    expect(await run('tenants', 'expire-secret', id, '--secret', 'other')).toMatchObject({ code: 3 });
    expect(await run('tenants', 'expire-secret', id)).toMatchObject({ code: 2 });
  });
});
