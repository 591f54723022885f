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
    [{ LOADBALANCER_SECRETS: 'kurz' }, 'warning: Secret 2 of 2 for front-ends has only 4 characters'],
    [{ URL_HOST: '' }, 'warning: URL_HOST is not set'],
    [{ DB_DISABLED: 'true' }, 'warning: DB_DISABLED is set: no recordings, no load history, no audit log'],
    [{ RAILS_ENV: 'production' }, 'warning: RAILS_ENV is ignored'],
  ] satisfies [Record<string, string>, string][])('finds %j', (env, start) => {
    const [finding = '', ...more] = told(env);
    expect(finding.startsWith(start) ? start : finding).toBe(start);
    expect(more).toEqual([]);
  });

  it('says where the secret of one machine comes from', () => {
    const findings = checkConfiguration(loadConfig({ DATA_DIR: '/nonexistent', URL_HOST: 'a.example' }));
    expect(findings.map(({ text }) => text)).toEqual(['There is no secret for front-ends yet']);
  });

  it('never tells a secret', () => {
    const findings = checkConfiguration(loadConfig({ ...sound, LOADBALANCER_SECRETS: 'hush:hush' }));
    expect(findings).toHaveLength(3);
    expect(JSON.stringify(findings)).not.toContain('hush');
  });
});
