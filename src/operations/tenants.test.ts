import { describe, expect, it } from 'vitest';
import { fingerprint } from '../cluster/tenant-own.ts';
import { listAudit } from './audit.ts';
import type { OperationContext } from './context.ts';
import { OperationFailed } from './failure.ts';
import type { Operation } from './operation.ts';
import { perform } from './perform.ts';
import { disableTenant, enableTenant } from './tenant-access.ts';
import { clearTenantLrs, setTenantLrs } from './tenant-lrs.ts';
import { expireTenantSecret } from './tenant-secrets.ts';
import { addTenantSetting, listTenantSettings, removeTenantSetting } from './tenant-settings.ts';
import { addTenant, listTenants, removeTenant, showTenant, updateTenant } from './tenants.ts';
import { openContext } from './testing.ts';

const open = (): Promise<OperationContext> => openContext({ env: { MULTITENANCY_ENABLED: 'true' } });

async function status(work: Promise<unknown>): Promise<number> {
  const error = await work.catch((reason: unknown) => reason);
  if (error instanceof OperationFailed) return error.status;
  throw new Error('it did not fail as it should');
}

describe('tenants', () => {
  it('are added, changed and removed', async () => {
    const context = await open();
    const added = await perform(addTenant, context, { name: 'School', secrets: ['s3cret', 's3cret2'] });
    const none = { max_meetings: null, max_users: null, max_duration: null };
    expect(added).toEqual({ id: added.id, name: 'school', enabled: true, lrs: {}, ...none });
    const { id } = added;
    expect(await status(perform(addTenant, context, { name: 'SCHOOL', secrets: ['x'] }))).toBe(409);
    expect(await status(perform(addTenant, context, { name: 'a.b', secrets: ['x'] }))).toBe(400);
    expect(await status(perform(addTenant, context, { name: 'b', secrets: ['a:b'] }))).toBe(400);
    expect(await status(perform(addTenant, context, { name: 'b', secrets: [] }))).toBe(400);
    await perform(updateTenant, context, { id, secrets: ['s3cret3'] });
    expect(await perform(showTenant, context, { id, show_secrets: true })).toMatchObject({
      name: 'school',
      secrets: ['s3cret3'],
    });
    expect(await perform(removeTenant, context, { id })).toMatchObject({ id });
    expect(await perform(listTenants, context, {})).toEqual([]);
    const rows: Operation[] = [showTenant, updateTenant, removeTenant];
    for (const row of rows) {
      expect(await status(perform(row, context, { id }))).toBe(404);
    }
  });

  it('have limits, which are changed as far as given, and tell what they use', async () => {
    const context = await open();
    const { id } = await perform(addTenant, context, { name: 'school', secrets: ['x'] });
    const limits = { max_meetings: 20, max_users: 500, max_duration: 240 };
    expect(await perform(updateTenant, context, { id, ...limits })).toMatchObject(limits);
    const { use } = context.store;
    await use.recount(new Map([[id, 7]]), await use.read());
    await use.recount(new Map([[id, 3]]), await use.read());
    const changed = { id, max_users: null };
    expect(await perform(updateTenant, context, changed)).toMatchObject({ ...limits, max_users: null });
    const used = { meetings: 3, users: 0, peak_meetings: 7, peak_users: 0 };
    expect(await perform(showTenant, context, { id })).toMatchObject({ max_meetings: 20, use: used });
    expect(await perform(listTenants, context, {})).toMatchObject([{ id, use: used }]);
    expect(await status(perform(updateTenant, context, { id, max_meetings: -1 }))).toBe(400);
  });

  it('send their statements to one store or the other, and do not tell its passwords', async () => {
    const context = await open();
    const { id } = await perform(addTenant, context, { name: 'school', secrets: ['x'] });
    const basic = { lrs_endpoint: 'https://lrs', lrs_username: 'u', lrs_password: 's3cret' };
    expect(await perform(setTenantLrs, context, { id, ...basic })).toMatchObject({
      lrs: { ...basic, lrs_password: '*****' },
    });
    const keycloak = { kc_token_url: 'https://kc', kc_client_id: 'c', kc_username: 'u' };
    expect(await status(perform(setTenantLrs, context, { id, ...basic, ...keycloak }))).toBe(400);
    const secrets = { kc_client_secret: 's3cret', kc_password: 's3cret' };
    const changed = await perform(setTenantLrs, context, {
      id,
      lrs_endpoint: 'https://lrs',
      ...keycloak,
      ...secrets,
    });
    expect(changed.lrs).toEqual({
      lrs_endpoint: 'https://lrs',
      ...keycloak,
      kc_client_secret: '*****',
      kc_password: '*****',
    });
    expect(await perform(clearTenantLrs, context, { id })).toMatchObject({ lrs: {} });
  });

  it('are switched off and on again', async () => {
    const context = await open();
    const { id } = await perform(addTenant, context, { name: 'school', secrets: ['x'] });
    expect(await perform(disableTenant, context, { id })).toMatchObject({ enabled: false });
    expect(await perform(listTenants, context, {})).toMatchObject([{ enabled: false }]);
    expect(await perform(enableTenant, context, { id })).toMatchObject({ enabled: true });
    const { items } = await perform(listAudit, context, { subject: id, limit: 2 });
    expect(items.map(({ after }) => after)).toEqual([{ disabled: null }, { disabled: 'true' }]);
    expect(await status(perform(disableTenant, context, { id: 'nobody' }))).toBe(404);
  });

  it('have secrets that expire', async () => {
    const context = await openContext({
      env: { MULTITENANCY_ENABLED: 'true' },
      now: () => Date.parse('2026-11-21T10:00:00.000Z'),
    });
    const { id } = await perform(addTenant, context, { name: 'school', secrets: ['s3cret', 'new'] });
    const old = fingerprint('s3cret');
    const expire = (expires: string, wanted = old) =>
      perform(expireTenantSecret, context, { id, fingerprint: wanted, expires });
    await expire('2d');
    const shown = () => perform(showTenant, context, { id, show_secrets: true });
    expect(await shown()).toMatchObject({
      secrets: ['s3cret', 'new'],
      secret_expiries: ['2026-11-23T10:00:00.000Z', null],
    });
    const { items } = await perform(listAudit, context, { subject: id, limit: 1 });
    expect(items).toMatchObject([
      { after: { secret_expires: String(Date.parse('2026-11-23T10:00:00.000Z')) } },
    ]);
    expect(JSON.stringify(items)).not.toContain('s3cret');
    await perform(updateTenant, context, { id, secrets: ['new'] });
    await perform(updateTenant, context, { id, secrets: ['s3cret', 'new'] });
    expect(await shown()).toMatchObject({ secret_expiries: [null, null] });
    await expire('1h');
    await expire('never');
    expect(await shown()).toMatchObject({ secret_expiries: [null, null] });
    expect(await status(expire('1h', 'ffffffff'))).toBe(404);
  });

  it('have settings', async () => {
    const context = await open();
    const { id: tenant_id } = await perform(addTenant, context, { name: 'school', secrets: ['x'] });
    const setting = await perform(addTenantSetting, context, { tenant_id, param: 'record', value: 'false' });
    expect(setting).toMatchObject({ tenant_id, param: 'record', value: 'false', override: false });
    expect(await perform(listTenantSettings, context, {})).toEqual([setting]);
    expect(await perform(listTenantSettings, context, { tenant_id: 'other' })).toEqual([]);
    const orphan = { tenant_id: 'other', param: 'record', value: 'false' };
    expect(await status(perform(addTenantSetting, context, orphan))).toBe(404);
    expect(await perform(removeTenantSetting, context, { id: setting.id })).toEqual({ id: setting.id });
    expect(await status(perform(removeTenantSetting, context, { id: setting.id }))).toBe(404);
  });

  it('are nobody’s business while tenancy is off', async () => {
    const context = await openContext();
    expect(await status(perform(listTenants, context, {}))).toBe(412);
    expect(await status(perform(addTenant, context, { name: 'a', secrets: ['x'] }))).toBe(412);
    expect(await status(perform(listTenantSettings, context, {}))).toBe(412);
    expect(await status(perform(clearTenantLrs, context, { id: 'x' }))).toBe(412);
  });
});
