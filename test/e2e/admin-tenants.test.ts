import { afterEach, describe, expect, it } from 'vitest';
import { answers, balancer, idIn } from './admin-client.ts';
import { storeKinds } from './balancer.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function noTenant(id: string): object {
  return { status: 404, json: { error: `Couldn't find Tenant with id=${id}` } };
}

describe.each(storeKinds)('tenants through the admin API on the %s store', (store) => {
  const running = balancer({ store, env: { MULTITENANCY_ENABLED: 'true' } });
  afterEach(async () => {
    const { tenants } = running.pool.store;
    for (const { id } of await tenants.list()) await tenants.remove(id);
  });

  function refused(reason: unknown): object {
    return { status: 400, json: { message: reason } };
  }

  it('are none at first', async () => {
    expect(answers(await running.admin.get('getTenants'))).toEqual({
      status: 200,
      json: { message: 'No tenants exist' },
    });
  });

  it('are added, shown, changed and removed', async () => {
    const { admin } = running;
    const added = await admin.post('addTenant', { tenant: { name: 'school', secrets: 'one:two', foo: 1 } });
    const id = idIn(added);
    expect(id).toMatch(UUID);
    const text = `{"id":"${id}","name":"school","secrets":"one:two"}`;
    expect(added).toMatchObject({ status: 201, text: `{"tenant":${text}}` });
    expect(await admin.get('getTenantInfo', `id=${id}`)).toMatchObject({ status: 200, text });
    expect(await admin.get('getTenants')).toMatchObject({ status: 200, text: `[${text}]` });
    const changed = await admin.post('updateTenant', { id, tenant: { secrets: 'three', name: '' } });
    expect(answers(changed)).toEqual({
      status: 200,
      json: { tenant: { id, name: 'school', secrets: 'three' } },
    });
    expect((await admin.post('updateTenant', { name: 'college' }, `id=${id}`)).json).toEqual({
      tenant: { id, name: 'college', secrets: 'three' },
    });
    expect(answers(await admin.post('deleteTenant', { id }))).toEqual({
      status: 200,
      json: { success: `Tenant id=${id} was destroyed` },
    });
    expect(answers(await admin.post('deleteTenant', { id }))).toEqual(noTenant(id));
  });

  it('need a name and secrets', async () => {
    const needed = refused('Error: both name and secrets are required to create a Tenant');
    for (const tenant of [{ name: 'x' }, { secrets: 'x' }, { name: '', secrets: 'x' }, {}]) {
      expect(answers(await running.admin.post('addTenant', { tenant }))).toEqual(needed);
    }
    expect(answers(await running.admin.post('addTenant'))).toEqual(needed);
  });

  it('can not have a name that is taken or no host’s, or no secret at all', async () => {
    const { admin } = running;
    expect(await admin.post('addTenant', { name: 'School', secrets: 'x' })).toMatchObject({ status: 201 });
    const id = idIn(await admin.post('addTenant', { name: 'other', secrets: 'x' }));
    const taken = refused("Error: there is a Tenant named 'school' already");
    const unfit = refused(expect.stringMatching(/^Error: 'a\.b' is not fit for a Tenant/));
    const bare = refused('Error: a Tenant needs at least one secret');
    for (const [tenant, refusal] of [
      [{ name: 'SCHOOL', secrets: 'y' }, taken],
      [{ name: 'a.b', secrets: 'y' }, unfit],
      [{ name: 'third', secrets: ':' }, bare],
    ] as const) {
      expect(answers(await admin.post('addTenant', { tenant }))).toEqual(refusal);
      const change = refusal === bare ? { secrets: ':' } : { name: tenant.name };
      expect(answers(await admin.post('updateTenant', { id, tenant: change }))).toEqual(refusal);
    }
    expect((await admin.get('getTenantInfo', `id=${id}`)).json).toEqual({ id, name: 'other', secrets: 'x' });
  });

  it('are unknown by any other id', async () => {
    for (const id of ['nobody', '']) {
      expect(answers(await running.admin.get('getTenantInfo', `id=${id}`))).toEqual(noTenant(id));
      const change = { id, tenant: { name: 'a.b' } };
      expect(answers(await running.admin.post('updateTenant', change))).toEqual(noTenant(id));
      expect(answers(await running.admin.post('deleteTenant', { id }))).toEqual(noTenant(id));
    }
  });
});
