import { describe, expect, it } from 'vitest';
import { fingerprint, secretsInForce } from '../cluster/tenant-own.ts';
import { openCli } from './testing.ts';

async function openTenant() {
  const cli = await openCli({ MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' });
  const added = await cli.run('tenants', 'add', 'school', '--secret', 'first', '--json');
  const id = String(JSON.parse(added.stdout).id);
  const inForce = async (at = Date.now()) => {
    const tenant = await cli.store.tenants.find(id);
    return tenant && secretsInForce(tenant, at);
  };
  return { ...cli, id, inForce };
}

describe('the secrets of a tenant', () => {
  it('are replaced without an outage', async () => {
    const { run, id, inForce } = await openTenant();
    const made = (await run('tenants', 'secrets', 'add', id)).stdout.trim();
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(await inForce()).toEqual(['first', made]);

    const old = fingerprint('first');
    const later = await run('tenants', 'secrets', 'expire', id, old.slice(0, 6), '--in', '7d', '--json');
    expect(JSON.parse(later.stdout)).toMatchObject({ fingerprint: old, expired: false });
    expect(await inForce()).toEqual(['first', made]);
    expect(await inForce(Date.now() + 8 * 86_400_000)).toEqual([made]);

    expect((await run('tenants', 'secrets', 'expire', id, old, '--yes')).stdout).toMatch(/\(expired\)$/m);
    expect(await inForce()).toEqual([made]);
    const listed = (await run('tenants', 'secrets', 'list', id)).stdout;
    expect(listed).toMatch(new RegExp(`^${fingerprint(made)} +never$`, 'm'));
    expect(listed).not.toContain(made);
    expect((await run('tenants', 'secrets', 'list', id, '--show-secrets')).stdout).toContain(made);

    await run('tenants', 'secrets', 'expire', id, old, '--in', 'never');
    expect(await inForce()).toEqual(['first', made]);
  });

  it.each([
    [['add', 'nobody'], 3, /no tenant/],
    [['add', 'ID', '--secret', 'first'], 1, /has this secret already/],
    [['add', 'ID', '--secret', 'a:b'], 2, /colon/],
    [['expire', 'ID', 'ffff0000', '--yes'], 3, /no secret of the fingerprint/],
    [['expire', 'ID', fingerprint('first'), '--in', 'soon'], 2, /now, or never/],
    [['expire', 'ID', fingerprint('first')], 4, /locked out/],
  ])('refuse %j', async (args, code, message) => {
    const { run, id, inForce } = await openTenant();
    const failed = await run('tenants', 'secrets', ...args.map((arg) => (arg === 'ID' ? id : arg)));
    expect(failed.stderr).toMatch(message);
    expect(failed).toMatchObject({ code, stdout: '' });
    expect(await inForce()).toEqual(['first']);
  });
});
