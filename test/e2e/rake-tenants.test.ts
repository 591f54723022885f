import { describe, expect, it } from 'vitest';
import { ok, openPool, type Printed, storeKinds } from './installation.ts';

const TENANCY = { MULTITENANCY_ENABLED: 'true' };

function refused(line: string): Printed {
  return { code: 1, stdout: '', stderr: `${line}\n` };
}

/** The id a task printed last. */
function newId({ stdout }: Printed): string {
  return /id: (\S+)\n$/.exec(stdout)?.[1] ?? '';
}

describe.each(storeKinds)('tenants on %s', (kind) => {
  it('are added, listed, changed and removed', async () => {
    const pool = await openPool(kind, TENANCY);
    expect(await pool.rake('tenants')).toEqual(ok('Total number of tenants: 0'));
    const added = await pool.rake('tenants:add[School,one:two]');
    const id = newId(added);
    expect(added).toEqual(ok('OK', `New Tenant id: ${id}`));
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await pool.rake(`tenants:update[${id},,three]`)).toEqual(ok('OK', `Updated Tenant id: ${id}`));
    expect(await pool.rake(`tenants:update_lrs_basic[${id},https://lrs,u,p]`)).toMatchObject({ code: 0 });
    const head = [`id: ${id}`, '\tname: school', '\tsecrets: three', '\tlrs_endpoint: https://lrs'];
    const total = 'Total number of tenants: 1';
    expect(await pool.rake('tenants')).toEqual(ok(...head, '\tlrs_username: u', '\tlrs_password: p', total));
    expect(await pool.rake(`tenants:update_lrs_kc[${id},https://lrs,https://kc,c,s,u,p]`)).toMatchObject({
      code: 0,
    });
    const keycloak = [
      'token_url: https://kc',
      'client_id: c',
      'client_secret: s',
      'username: u',
      'password: p',
    ];
    expect(await pool.rake('tenants')).toEqual(ok(...head, ...keycloak.map((line) => `\tkc_${line}`), total));
    expect(await pool.rake(`tenants:remove[${id}]`)).toEqual(ok('Tenant was successfully deleted.'));
    expect(await pool.rake(`tenants:remove[${id}]`)).toEqual(refused(`Couldn't find Tenant with id=${id}`));
  });

  it('have settings', async () => {
    const pool = await openPool(kind, TENANCY);
    const tenant = newId(await pool.rake('tenants:add[school,one]'));
    const bare = await pool.rake('tenantSettings');
    expect(bare).toEqual({ ...ok('Tenant: school'), stderr: '  No custom settings are configured\n' });
    const added = await pool.rake(`tenantSettings:add[${tenant},welcome,Hello\\, all,TRUE]`);
    const id = newId(added);
    expect(added).toEqual(ok('OK', `New TenantSetting id: ${id}`));
    expect(await pool.rake('tenantSettings')).toEqual(
      ok('Tenant: school', `  id: ${id}`, '\tparam: welcome', '\tvalue: Hello, all', '\toverride: true'),
    );
    expect(await pool.rake(`tenantSettings:remove[${id}]`)).toEqual(
      ok('TenantSetting was successfully deleted.'),
    );
    expect(await pool.rake(`tenantSettings:remove[${id}]`)).toEqual(
      refused(`Couldn't find TenantSetting with id=${id}`),
    );
  });
});

describe('tasks of tenants', () => {
  it('do nothing while tenancy is off', async () => {
    const pool = await openPool('SQLite');
    for (const task of ['tenants', 'tenants:add[x,y]', 'tenantSettings', 'tenantSettings:remove[x]']) {
      expect(await pool.rake(task)).toEqual(refused('Multitenancy is disabled, task can not be completed'));
    }
  });

  it('say what is missing, unfit or taken', async () => {
    const pool = await openPool('SQLite', TENANCY);
    await pool.rake('tenants:add[school,one]');
    const missing = 'are required to update a Tenant';
    const cases: [task: string, line: string | RegExp][] = [
      ['tenants:add[clinic]', 'Error: both name and secrets are required to create a Tenant'],
      ['tenants:add[SCHOOL,two]', "Error: there is a Tenant named 'school' already"],
      ['tenants:add[no_label,two]', /^Error: 'no_label' is not fit for a Tenant/],
      ['tenants:add[clinic,:]', 'Error: a Tenant needs at least one secret'],
      ['tenants:update[x]', `Error: id and either name or secrets ${missing}`],
      ['tenants:update[x,name]', "Couldn't find Tenant with id=x"],
      ['tenants:update_lrs_basic[x,e,u]', `Error: id, LRS_ENDPOINT, LRS_USERNAME, LRS_PASSWORD ${missing}`],
      [
        'tenants:update_lrs_kc[x,e]',
        `Error: LRS_ENDPOINT, KC_TOKEN_URL, KC_CLIENT_ID, KC_CLIENT_SECRET, KC_USERNAME, KC_PASSWORD ${missing}`,
      ],
      [
        'tenantSettings:add[x,p,v]',
        'Error: tenant_id, param, value and override are required to create a TenantSetting',
      ],
    ];
    for (const [task, line] of cases) {
      const printed = await pool.rake(task);
      expect(printed).toMatchObject({ code: 1, stdout: '' });
      expect(printed.stderr.trimEnd(), task).toEqual(
        typeof line === 'string' ? line : expect.stringMatching(line),
      );
    }
  });
});
