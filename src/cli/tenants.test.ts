import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ok } from '../../test/e2e/installation.ts';
import { openCli } from './testing.ts';

const TENANCY = { MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' };

async function openTenants() {
  const cli = await openCli(TENANCY);
  const added = await cli.run('tenants', 'add', 'School', '--secret', 'one:two', '--json');
  return { ...cli, id: String(JSON.parse(added.stdout).id) };
}

describe('scalelite tenants', () => {
  it('adds, lists, shows and changes them, secrets only when asked', async () => {
    const { run, store, id } = await openTenants();
    expect(await store.tenants.list()).toMatchObject([{ id, name: 'school', secrets: ['one', 'two'] }]);
    const gap = ' '.repeat(id.length - 2);
    expect(await run('tenants', 'list')).toEqual(
      ok(`ID${gap}  NAME    MEETINGS   USERS      LRS`, `${id}  school  0, peak 0  0, peak 0`),
    );
    expect((await run('tenants', 'list', '--show-secrets')).stdout).toContain('one:two');
    expect(await run('tenants', 'show', id)).toEqual(
      ok(`ID        ${id}`, 'Name      school', 'Meetings  0, peak 0', 'Users     0, peak 0'),
    );
    expect((await run('tenants', 'show', id, '--show-secrets')).stdout).toMatch(/^Secrets +one:two$/m);
    expect(await run('tenants', 'update', id, '--name', 'college')).toEqual(
      ok(`ID    ${id}`, 'Name  college'),
    );
    expect(await run('tenants', 'update', id, '--secret', 'three', '--json')).toMatchObject({ code: 0 });
    expect(await store.tenants.list()).toMatchObject([{ name: 'college', secrets: ['three'] }]);
  });

  it('limits them, and shows what they use of that', async () => {
    const { run, store, id } = await openTenants();
    const limits = ['--max-meetings', '20', '--max-users', '500', '--max-duration', '240'];
    expect((await run('tenants', 'update', id, ...limits)).stdout).toMatch(
      /^Max. meetings +20\nMax. users +500\nMax. duration +240 min$/m,
    );
    await store.use.recount(new Map([[id, 7]]), await store.use.read());
    expect((await run('tenants', 'show', id)).stdout).toMatch(/^Meetings +7 of 20, peak 7$/m);
    expect((await run('tenants', 'update', id, '--max-meetings', 'none')).code).toBe(0);
    expect((await run('tenants', 'list')).stdout).toContain('7, peak 7  0 of 500, peak 0');
  });

  it.each([
    [['add', 'school', '--secret', 's'], 1, /already/],
    [['add', 'no host', '--secret', 's'], 1, /not fit/],
    [['add', 'x'], 2, /needs a secret/],
    [['update', 'nobody', '--name', 'x'], 3, /no tenant/],
    [['update', 'nobody'], 2, /What is to change/],
    [['remove', 'nobody', '--yes'], 3, /no tenant/],
  ])('refuses %j', async (args, code, message) => {
    const { run } = await openTenants();
    const failed = await run('tenants', ...args);
    expect(failed).toMatchObject({ code, stdout: '' });
    expect(failed.stderr).toMatch(message);
  });

  it('are not removed with what they have, but by force', async () => {
    const { run, store, id } = await openTenants();
    const setting = await run('tenant-settings', 'add', id, 'record', 'false', '--override', '--json');
    expect(JSON.parse(setting.stdout)).toMatchObject({ tenant_id: id, param: 'record', override: true });
    expect(await run('tenants', 'remove', id, '--yes')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The tenant school has 1 setting: remove it with --force all the same.\n',
    });
    expect(await run('tenants', 'remove', id, '--force')).toEqual({
      code: 4,
      stdout: '',
      stderr: 'This removes the tenant school, which has 1 setting. Confirm with --yes.\n',
    });
    expect((await run('tenants', 'remove', id, '--force', '--yes')).code).toBe(0);
    expect(await store.tenants.list()).toEqual([]);
    expect(await store.tenants.settings(id)).toEqual([]);
  });

  it('are told where their xAPI statements go', async () => {
    const { run, store, directory, id } = await openTenants();
    const file = join(directory, 'secret');
    await writeFile(file, 'hush\n');
    const lrs = ['--endpoint', 'https://lrs', '--user', 'u'];
    const set = await run('tenants', 'lrs', 'set', id, ...lrs, '--secret-file', file);
    expect(set.stdout).toMatch(/^lrs_password +\*{5}$/m);
    expect(await store.tenants.find(id)).toMatchObject({ lrs: { lrs_username: 'u', lrs_password: 'hush' } });
    const keycloak = ['--kc-token-url', 'https://kc', '--kc-client', 'c', '--kc-password-file', file];
    expect((await run('tenants', 'lrs', 'set', id, ...lrs, ...keycloak, '--secret', 'cs')).code).toBe(0);
    expect((await store.tenants.find(id))?.lrs).toEqual({
      lrs_endpoint: 'https://lrs',
      kc_token_url: 'https://kc',
      kc_client_id: 'c',
      kc_client_secret: 'cs',
      kc_username: 'u',
      kc_password: 'hush',
    });
    expect((await run('tenants', 'lrs', 'set', id, ...lrs)).code).toBe(2);
    expect(
      (await run('tenants', 'lrs', 'set', id, ...lrs, '--kc-token-url', 'x', '--secret', 's')).code,
    ).toBe(2);
    expect((await run('tenants', 'lrs', 'clear', id)).code).toBe(0);
    expect(await store.tenants.find(id)).toMatchObject({ lrs: {} });
  });

  it('have settings', async () => {
    const { run, id } = await openTenants();
    const added = await run('tenant-settings', 'add', id, 'duration', '60');
    const setting = added.stdout.split(' ')[0] ?? '';
    expect(added).toEqual(ok(`${setting} added`));
    const { stdout } = await run('tenant-settings', 'list', '--tenant', id);
    expect(stdout).toMatch(new RegExp(`^${setting} +${id} +duration +60 +no$`, 'm'));
    expect((await run('tenant-settings', 'add', 'nobody', 'a', 'b')).code).toBe(3);
    expect((await run('tenant-settings', 'remove', setting)).code).toBe(4);
    expect(await run('tenant-settings', 'remove', setting, '-y')).toEqual(ok(`${setting} removed`));
    expect(JSON.parse((await run('tenant-settings', 'list', '--json')).stdout)).toEqual([]);
  });

  it('are refused where there is no tenancy', async () => {
    const { run } = await openCli();
    const refused = { code: 1, stdout: '', stderr: 'Multitenancy is disabled (MULTITENANCY_ENABLED)\n' };
    expect(await run('tenants', 'list')).toEqual(refused);
    expect(await run('tenant-settings', 'list')).toEqual(refused);
  });
});
