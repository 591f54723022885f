import { describe, expect, it } from 'vitest';
import { type OpenSubject, subjectOf } from './subject.ts';

const SCHOOL = { id: 't-school', name: 'school', secrets: ['one', 'two'], lrs: {} };
const CLINIC = {
  id: 't-clinic',
  name: 'clinic',
  secrets: ['three'],
  lrs: { lrs_endpoint: 'https://lrs.example.com', lrs_username: 'u', lrs_password: 'p:w' },
};

export function describeTenantStore(name: string, open: OpenSubject): void {
  describe(`${name}: tenants`, () => {
    const subject = subjectOf(open);
    const tenants = () => subject().store.tenants;

    it('are none at first', async () => {
      expect(await tenants().list()).toEqual([]);
      expect(await tenants().find('t-school')).toBeUndefined();
      expect(await tenants().findByName('school')).toBeUndefined();
      expect(await tenants().settings('t-school')).toEqual([]);
    });

    it('are found by id and by name', async () => {
      await subject().addTenant(SCHOOL);
      await subject().addTenant(CLINIC);
      expect(await tenants().find('t-school')).toEqual(SCHOOL);
      expect(await tenants().findByName('clinic')).toEqual(CLINIC);
      expect(await tenants().findByName('t-clinic')).toBeUndefined();
      expect(await tenants().list()).toEqual([CLINIC, SCHOOL]);
    });

    it('have their own settings', async () => {
      await subject().addTenant(SCHOOL);
      await subject().addTenant(CLINIC);
      const setting = { id: 's1', tenantId: 't-school', param: 'duration', value: '60', override: true };
      const other = { id: 's2', tenantId: 't-school', param: 'logo', value: '', override: false };
      await subject().addSetting(setting);
      await subject().addSetting(other);
      await subject().addSetting({ ...setting, id: 's3', tenantId: 't-clinic' });
      expect(await tenants().settings('t-school')).toEqual([setting, other]);
      expect(await tenants().settings('t-clinic')).toHaveLength(1);
    });
  });
}
