import { describe, expect, it } from 'vitest';
import type { OwnChange, Tenant } from './tenant.ts';
import { expiring, isSwitchedOff, leftovers, secretsInForce, secretsOf, switched } from './tenant-own.ts';

const SCHOOL: Tenant = { id: 't1', name: 'school', secrets: ['old', 'new'], lrs: {} };

/** As a store does it. */
function changed(tenant: Tenant, change: OwnChange): Tenant {
  const fields = Object.entries({ ...tenant.own, ...change }).filter(([, value]) => value !== null);
  return { ...tenant, own: Object.fromEntries(fields) as Record<string, string> };
}

describe('a secret that expires', () => {
  const tenant = changed(SCHOOL, expiring('old', 1000));

  it('opens the API until then', () => {
    expect(secretsInForce(tenant, 999)).toEqual(['old', 'new']);
    expect(secretsInForce(tenant, 1000)).toEqual(['new']);
    expect(secretsOf(tenant)).toEqual([
      { secret: 'old', expiresAt: 1000 },
      { secret: 'new', expiresAt: undefined },
    ]);
  });

  it('may be kept after all', () => {
    expect(secretsInForce(changed(tenant, expiring('old', undefined)), 5000)).toEqual(['old', 'new']);
  });

  it('is not written down again', () => {
    expect(JSON.stringify(tenant.own)).not.toContain('old');
  });

  it('does not last when its time can’t be read', () => {
    const [name = ''] = Object.keys(tenant.own ?? {});
    expect(secretsInForce(changed(tenant, { [name]: 'tomorrow' }), 1)).toEqual(['new']);
  });

  it('leaves nothing behind once the tenant has it no more', () => {
    expect(leftovers(tenant)).toEqual({});
    const gone = { ...tenant, secrets: ['new'] };
    expect(changed(gone, leftovers(gone)).own).toEqual({});
  });
});

describe('a tenant', () => {
  it('is on until it is switched off', () => {
    expect(isSwitchedOff(SCHOOL)).toBe(false);
    const off = changed(SCHOOL, switched(false));
    expect(isSwitchedOff(off)).toBe(true);
    expect(isSwitchedOff(changed(off, switched(true)))).toBe(false);
  });
});
