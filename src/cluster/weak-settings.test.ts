import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { weakHost, weakSettings } from './weak-settings.ts';

const SECRET = 'b7f3c1d09e8a4f65b7f3c1d09e8a4f65';
const sound = { DATABASE_URL: 'postgres://db/x', LOADBALANCER_SECRET: SECRET, URL_HOST: 'sl.example.com' };
const tenancy = {
  MULTITENANCY_ENABLED: 'true',
  TENANT_MEETING_IDS: 'isolated',
  CALLBACK_DENY_PRIVATE: 'true',
};

function found(env: Record<string, string>): string[] {
  const config = loadConfig({ ...sound, ...env });
  const weaknesses = [...weakSettings(config), ...weakHost(config)];
  return weaknesses.map(({ grave, text }) => `${grave ? 'grave' : 'weak'}: ${text}`);
}

describe('the settings', () => {
  it.each([{}, tenancy, { TRUST_PROXY: 'none' }, { FSAPI_PASSWORD: 'x' }])('are sound with %j', (env) => {
    expect(found(env)).toEqual([]);
  });

  it.each([
    [{ LOADBALANCER_SECRET: '' }, 'grave: No LOADBALANCER_SECRET is set'],
    [{ LOADBALANCER_SECRET: 'changeme' }, 'grave: Secret 1 of 1 for front-ends is one that everybody tries'],
    [{ LOADBALANCER_SECRET: 'fifteen-letters' }, 'weak: Secret 1 of 1 for front-ends has only 15 characters'],
    [{ LOADBALANCER_SECRETS: SECRET }, 'weak: A secret for front-ends is set twice'],
    [{ LOADBALANCER_CHECKSUM_ALGORITHM: 'SHA1' }, 'weak: Only SHA1 is accepted'],
    [{ URL_HOST: '' }, 'weak: URL_HOST is not set'],
    [{ ...tenancy, URL_HOST: '' }, 'grave: MULTITENANCY_ENABLED is set without URL_HOST'],
    [{ ...tenancy, TENANT_MEETING_IDS: 'shared' }, 'weak: Tenants share meeting IDs'],
    [{ ...tenancy, CALLBACK_DENY_PRIVATE: 'false' }, 'weak: The callbacks of tenants may go to private'],
    [{ PROTECTED_RECORDINGS_ENABLED: 'true', SECRET_KEY_BASE: 'short' }, 'weak: SECRET_KEY_BASE has fewer'],
    [{ FSAPI_PASSWORD: '' }, 'weak: FSAPI_PASSWORD is empty'],
    [{ TRUST_PROXY: '0.0.0.0/0' }, 'grave: TRUST_PROXY believes everybody'],
    [{ TRUST_PROXY: 'loopback,::/0' }, 'grave: TRUST_PROXY believes everybody'],
  ] satisfies [Record<string, string>, string][])('are weak with %j', (env, start) => {
    const [weakness = '', ...more] = found(env);
    expect(weakness.startsWith(start) ? start : weakness).toBe(start);
    expect(more).toEqual([]);
  });

  it('are told without a secret', () => {
    const told = weakSettings(loadConfig({ ...sound, LOADBALANCER_SECRETS: 'hush:hush' }));
    expect(told).toHaveLength(3);
    expect(JSON.stringify(told)).not.toContain('hush');
  });
});
