import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config.ts';
import { checkConfiguration } from './configuration.ts';

const SECRET = 'b7f3c1d09e8a4f65b7f3c1d09e8a4f65';
const sound = { DATABASE_URL: 'postgres://db/x', LOADBALANCER_SECRET: SECRET, URL_HOST: 'sl.example.com' };

function told(env: Record<string, string>): string[] {
  return checkConfiguration(loadConfig({ ...sound, ...env })).map(
    ({ severity, text }) => `${severity}: ${text}`,
  );
}

describe('the doctor, of the settings', () => {
  it('finds nothing where all is well', () => {
    expect(told({})).toEqual(['ok: The settings are sound']);
  });

  it.each([
    [{ LOADBALANCER_SECRET: '' }, 'problem: No LOADBALANCER_SECRET is set: every call is refused'],
    [
      { LOADBALANCER_SECRET: 'changeme' },
      'problem: Secret 1 of 1 for front-ends is one that everybody tries first',
    ],
    [
      { LOADBALANCER_SECRET: 'aaaaaaaaaaaaaaaaaaaaaaaa' },
      'problem: Secret 1 of 1 for front-ends is one that',
    ],
    [{ LOADBALANCER_SECRETS: 'kurz' }, 'warning: Secret 2 of 2 for front-ends has only 4 characters'],
    [
      { LOADBALANCER_SECRET: ` ${SECRET}` },
      'warning: Secret 1 of 1 for front-ends begins or ends with a blank',
    ],
    [{ LOADBALANCER_SECRETS: SECRET }, 'warning: A secret for front-ends is set twice'],
    [{ URL_HOST: '' }, 'warning: URL_HOST is not set'],
    [{ URL_HOST: '', MULTITENANCY_ENABLED: 'true' }, 'problem: MULTITENANCY_ENABLED is set without URL_HOST'],
    [
      { PROTECTED_RECORDINGS_ENABLED: 'true', SECRET_KEY_BASE: 'short' },
      'warning: SECRET_KEY_BASE has fewer than 32 characters',
    ],
    [{ DB_DISABLED: 'true' }, 'warning: DB_DISABLED is set: no recordings, no load history, no audit log'],
    [{ LOADBALANCER_CHECKSUM_ALGORITHM: 'SHA1' }, 'warning: Only SHA1 is accepted'],
    [{ RAILS_ENV: 'production' }, 'warning: RAILS_ENV is ignored'],
  ] satisfies [Record<string, string>, string][])('finds %j', (env, start) => {
    const [finding = '', ...more] = told(env);
    expect(finding.startsWith(start) ? start : finding).toBe(start);
    expect(more).toEqual([]);
  });

  it('never tells a secret', () => {
    const findings = checkConfiguration(loadConfig({ ...sound, LOADBALANCER_SECRETS: 'hush:hush' }));
    expect(findings).toHaveLength(3);
    expect(JSON.stringify(findings)).not.toContain('hush');
  });
});
