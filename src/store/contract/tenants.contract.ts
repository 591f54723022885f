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

    it('are added once: an id, and a name in whatever letter case, is one tenant’s', async () => {
      expect(await tenants().add(CLINIC)).toBe(true);
      expect(await tenants().add(SCHOOL)).toBe(true);
      expect(await tenants().add({ ...SCHOOL, name: 'other' })).toBe(false);
      expect(await tenants().add({ ...SCHOOL, id: 'other', name: 'School' })).toBe(false);
      expect(await tenants().list()).toEqual([CLINIC, SCHOOL]);
      expect(await tenants().findByName('school')).toEqual(SCHOOL);
      expect(await tenants().findByName('other')).toBeUndefined();
    });

    it('change only in what is given', async () => {
      await tenants().add(SCHOOL);
      await tenants().add(CLINIC);
      const renamed = { ...CLINIC, name: 'hospital' };
      expect(await tenants().update('t-clinic', { name: 'hospital' })).toEqual(renamed);
      expect(await tenants().findByName('clinic')).toBeUndefined();
      expect(await tenants().findByName('hospital')).toEqual(renamed);
      const lrs = { lrs_endpoint: 'https://lrs', kc_token_url: 'https://kc' };
      const changed = { ...renamed, secrets: ['new', 'newer'], lrs };
      expect(await tenants().update('t-clinic', { secrets: ['new', 'newer'], lrs })).toEqual(changed);
      expect(await tenants().find('t-clinic')).toEqual(changed);
      expect(await tenants().update('t-clinic', {})).toEqual(changed);
      expect(await tenants().update('t-clinic', { name: 'SCHOOL' })).toBe('taken');
      expect(await tenants().update('t-clinic', { name: 'Hospital' })).toMatchObject({ name: 'Hospital' });
      expect(await tenants().update('nobody', { name: 'x' })).toBeUndefined();
    });

    it('lose no secret when several are added at once', async () => {
      await tenants().add(SCHOOL);
      const added = Array.from({ length: 8 }, (_, at) => `added-${at}`);
      const told = await Promise.all(
        added.map((addSecret) => tenants().update('t-school', { addSecret, own: { [addSecret]: null } })),
      );
      for (const [at, tenant] of told.entries())
        expect(tenant).toMatchObject({ secrets: expect.arrayContaining([...SCHOOL.secrets, added[at]]) });
      const { secrets = [] } = (await tenants().find('t-school')) ?? {};
      expect(secrets.slice(0, SCHOOL.secrets.length)).toEqual(SCHOOL.secrets);
      expect(secrets.slice(SCHOOL.secrets.length).sort()).toEqual(added);
      await tenants().update('t-school', { secrets: [], addSecret: 'alone' });
      expect(await tenants().find('t-school')).toMatchObject({ secrets: ['alone'] });
    });

    it('keep what the Ruby system does not know of, field by field', async () => {
      await tenants().add({ ...SCHOOL, own: { a: '1', b: 'zwölf' } });
      await tenants().add(CLINIC);
      expect(await tenants().findByName('school')).toEqual({ ...SCHOOL, own: { a: '1', b: 'zwölf' } });
      const changed = { ...SCHOOL, own: { b: '2', c: '' } };
      expect(await tenants().update('t-school', { own: { a: null, b: '2', c: '', d: null } })).toEqual(
        changed,
      );
      expect(await tenants().update('t-school', { secrets: SCHOOL.secrets })).toEqual(changed);
      expect(await tenants().list()).toEqual([CLINIC, changed]);
      expect(await tenants().update('t-school', { own: { b: null, c: null } })).toEqual(SCHOOL);
      await tenants().update('t-school', { own: { e: '5' } });
      await tenants().remove('t-school');
      await tenants().add(SCHOOL);
      expect(await tenants().find('t-school')).toEqual(SCHOOL);
      expect(await tenants().update('nobody', { own: { a: '1' } })).toBeUndefined();
      await tenants().add({ ...SCHOOL, id: 'nobody', name: 'new' });
      expect(await tenants().find('nobody')).not.toHaveProperty('own');
    });

    it('go with their settings, and their name is free again', async () => {
      await tenants().add(SCHOOL);
      await tenants().add(CLINIC);
      const setting = { tenantId: 't-school', param: 'record', value: 'true', override: false };
      await tenants().addSetting({ ...setting, id: 's1' });
      await tenants().addSetting({ ...setting, id: 's2', tenantId: 't-clinic' });
      expect(await tenants().remove('t-school')).toBe(true);
      expect(await tenants().remove('t-school')).toBe(false);
      expect(await tenants().list()).toEqual([CLINIC]);
      expect(await tenants().settings('t-school')).toEqual([]);
      expect(await tenants().settings('t-clinic')).toHaveLength(1);
      expect(await tenants().add({ ...SCHOOL, id: 't-again' })).toBe(true);
    });

    it('lose one setting at a time', async () => {
      const setting = {
        id: 's1',
        tenantId: 't-school',
        param: 'welcome',
        value: 'Grüß, Gott=1',
        override: true,
      };
      await tenants().addSetting(setting);
      expect(await tenants().settings('t-school')).toEqual([setting]);
      expect(await tenants().removeSetting('s1')).toBe(true);
      expect(await tenants().removeSetting('s1')).toBe(false);
      expect(await tenants().settings('t-school')).toEqual([]);
    });
  });
}
