import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { selfSigned } from './helpers/certificate.ts';
import { tempDir } from './helpers/index.ts';
import { makeConfiguration } from './helpers/nginx-image.ts';
import { hasProgram } from './helpers/programs.ts';

let place: string;
beforeEach(async () => {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  place = directory.path;
});

/** The variables of the image that choose among the templates. */
const variants = {
  plain: {},
  HTTPS: { NGINX_SSL: 'true', URL_HOST: 'sl.example.com' },
  'behind a proxy': { NGINX_BEHIND_PROXY: 'true' },
  'recordings only': { NGINX_RECORDINGS_ONLY: 'true', RECORDING_PLAYBACK_FORMATS: 'video:slides-v2' },
  'HTTPS, recordings only, tenants by a header': {
    ...{
      NGINX_SSL: 'yes',
      URL_HOST: 'sl.example.com',
      NGINX_RECORDINGS_ONLY: '1',
      TENANT_HEADER: 'X-Tenant',
    },
  },
  'an API that is no name': { SCALELITE_API_HOST: 'fd00::7', SCALELITE_API_PORT: '3001', NGINX_PORT: '8080' },
  'an API on this machine': { SCALELITE_API_HOST: 'localhost' },
} satisfies Record<string, Record<string, string>>;

function makeCertificate(): Record<string, string> {
  const { cert, key } = selfSigned('sl.example.com');
  const live = join(place, 'ssl/live/sl.example.com');
  mkdirSync(live, { recursive: true });
  writeFileSync(join(live, 'fullchain.pem'), cert);
  writeFileSync(join(live, 'privkey.pem'), key);
  return { NGINX_CERTIFICATES: join(place, 'ssl') };
}

const made = (file: string): string => readFileSync(join(place, 'made', file), 'utf8');

describe.skipIf(!hasProgram('nginx'))('the nginx templates', () => {
  it.each(Object.entries(variants))('%s: are such as nginx takes', (_title, env) => {
    const told = makeConfiguration(place, { ...makeCertificate(), ...env });
    expect([told.status, told.stderr]).toEqual([0, '']);
    expect(made('site.conf') + made('locations.conf') + made('forwarded.conf')).not.toMatch(
      /@[A-Z_]+@|#ipv6/,
    );
  });

  it('serve the player for presentations where the image has it', () => {
    mkdirSync(join(place, 'playback/presentation/2.3'), { recursive: true });
    const told = makeConfiguration(place);
    expect([told.status, told.stderr]).toEqual([0, '']);
    expect(made('locations.conf')).toContain('location ^~ /playback/presentation/2.3/');
  });

  it('take only values that can not add to the configuration, and say which one did', () => {
    const wrong = {
      URL_HOST: 'x;return 200',
      SCALELITE_API_HOST: 'api/',
      SCALELITE_API_PORT: '3000;',
      RECORDING_PLAYBACK_FORMATS: 'a|.*',
      TENANT_HEADER: 'X "y"',
      RECORDING_PUBLISH_DIR: '/a b',
    };
    for (const [name, value] of Object.entries(wrong)) {
      const told = makeConfiguration(place, { [name]: value });
      expect([told.status, told.stderr]).toEqual([1, `ERROR: ${name} is not allowed to be '${value}'\n`]);
    }
    const told = makeConfiguration(place, { NGINX_SSL: 'true' });
    expect([told.status, told.stderr]).toEqual([
      1,
      expect.stringMatching(/^ERROR: NGINX_SSL needs URL_HOST/),
    ]);
  });

  it('tell the API of the client what nobody but the client’s proxy may say', () => {
    makeConfiguration(place, { TENANT_HEADER: 'X-Tenant' });
    expect(made('forwarded.conf')).toMatch(/X-Forwarded-For \$remote_addr;[\s\S]*X-Tenant "";/);
    makeConfiguration(place, { TENANT_HEADER: 'X-Tenant', NGINX_BEHIND_PROXY: 'true' });
    expect(made('forwarded.conf')).toMatch(/X-Forwarded-For \$proxy_add_x_forwarded_for;/);
    expect(made('forwarded.conf')).not.toContain('X-Tenant');
  });
});
