import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TempDir, tempDir } from '../test/helpers/index.ts';
import { formatConfig } from './config/describe.ts';
import { type Config, ConfigError, describeConfig, loadConfig } from './config.ts';

let place: TempDir;
beforeAll(async () => {
  place = await tempDir();
});
afterAll(() => place.remove());

type Env = Record<string, string>;
const shared: Env = { DATABASE_URL: 'postgres://u@db/s', REDIS_URL: 'redis://r' };

function load(env: Env = {}): Config {
  return loadConfig(env, { cwd: place.path, root: place.path });
}

function refusal(env: Env): string {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

function file(name: string, content: string): string {
  const path = join(place.path, name);
  writeFileSync(path, content);
  return path;
}

describe('with nothing set', () => {
  it('everything is on this machine, and listens on port 3000 of all addresses', () => {
    const config = load();
    expect(config).toMatchObject({
      embedded: true,
      dataDir: join(place.path, 'data'),
      listen: { host: '0.0.0.0', port: 3000 },
      secrets: [],
      webConcurrency: 1,
      notes: [],
    });
  });

  it('the defaults are those of the Ruby system, in the units the fields name', () => {
    expect(load()).toMatchObject({
      redisNamespace: 'scalelite',
      pollIntervalMs: 60_000,
      pollerThreads: 128,
      pollerWaitTimeoutMs: 10_000,
      connectTimeoutMs: 5000,
      responseTimeoutMs: 10_000,
      loadMinUserCount: 15,
      loadJoinBufferTimeMs: 900_000,
      meetingGraceMs: 60_000,
      serverHealthyThreshold: 1,
      serverUnhealthyThreshold: 2,
      defaultMeetingTtl: 86_400,
      maxMeetingDuration: 0,
      fsapiMaxDuration: 0,
      voiceBridgeLen: 9,
      voiceBridgeMin: 5,
      voiceBridgeMax: 9,
      protectedRecordingsTokenTimeoutMs: 3_600_000,
      protectedRecordingsTimeoutMs: 21_600_000,
      recordingImportPoll: true,
      recordingImportPollIntervalMs: 60_000,
      recordingPlaybackFormats: ['presentation', 'video', 'screenshare', 'podcast', 'notes', 'capture'],
      recordingDelivery: 'direct',
      recordingMaxBytes: 20 * 2 ** 30,
      recordingMaxEntries: 200_000,
      defaultLocale: 'en',
      logLevel: 'info',
      dbConnectionRetryCount: 3,
      createExcludeParams: [],
      defaultCreateParams: [],
    });
  });

  it('all hashes are accepted and SHA-256 is sent', () => {
    expect(load()).toMatchObject({
      checksumAlgorithms: ['SHA1', 'SHA256', 'SHA384', 'SHA512'],
      sendHash: 'SHA256',
    });
  });

  it('the recording directories are below DATA_DIR, and with stores of their own where BBB has them', () => {
    expect(load({ DATA_DIR: '/srv/s' }).recordingSpoolDir).toBe('/srv/s/recordings/spool');
    const { recordingSpoolDir, recordingWorkDir, recordingPublishDir, recordingUnpublishDir } = load(shared);
    expect([recordingSpoolDir, recordingWorkDir, recordingPublishDir, recordingUnpublishDir]).toEqual([
      '/var/bigbluebutton/spool',
      '/var/bigbluebutton/recording/scalelite',
      '/var/bigbluebutton/published',
      '/var/bigbluebutton/unpublished',
    ]);
  });
});

describe('a variable', () => {
  it('that is empty or blank counts as not set', () => {
    const names = [
      'PORT',
      'LOADBALANCER_SECRET',
      'DATABASE_URL',
      'REDIS_URL',
      'POLL_INTERVAL',
      'DB_DISABLED',
    ];
    for (const blank of ['', '  ']) {
      expect(load(Object.fromEntries(names.map((name) => [name, blank])))).toEqual(load());
    }
  });

  it('FSAPI_PASSWORD alone means something when empty: nobody is asked for one', () => {
    expect(load({ LOADBALANCER_SECRETS: 'a:b' }).fsapiPassword).toBe('a');
    expect(load({ LOADBALANCER_SECRETS: 'a:b', FSAPI_PASSWORD: '' }).fsapiPassword).toBe('');
    expect(load({ LOADBALANCER_SECRETS: 'a:b', FSAPI_PASSWORD: 'x' }).fsapiPassword).toBe('x');
    expect(load().fsapiPassword).toBeUndefined();
  });

  it('booleans are true and false in any case, and anything else is nonsense', () => {
    expect(load({ MULTITENANCY_ENABLED: 'True' }).multitenancyEnabled).toBe(true);
    expect(load({ RECORDING_IMPORT_POLL: 'FALSE' }).recordingImportPoll).toBe(false);
    expect(refusal({ MULTITENANCY_ENABLED: 'yes' })).toBe(
      'MULTITENANCY_ENABLED=yes is not allowed: it must be `true` or `false`',
    );
  });

  it('numbers have bounds, and times may have a fraction', () => {
    expect(load({ CONNECT_TIMEOUT: '0.25', POLL_INTERVAL: '.5' })).toMatchObject({
      connectTimeoutMs: 250,
      pollIntervalMs: 500,
    });
    expect(load({ POLLER_THREADS: '1' }).pollerThreads).toBe(1);
    for (const bad of ['0', '-1', '1.5', '1e3', '0x10', 'many', '100001', '9'.repeat(400)]) {
      expect(refusal({ POLLER_THREADS: bad })).toMatch(/^POLLER_THREADS=.* whole number from 1 to 100000$/);
    }
    for (const bad of ['0', 'Infinity', 'NaN', '-5', '3601', '5s']) {
      expect(refusal({ RESPONSE_TIMEOUT: bad })).toContain('a number of seconds from 0.01 to 3600');
    }
    expect(refusal({ PORT: '65536' })).toContain('PORT=65536 is not allowed');
  });

  it('a size in bytes may have a unit', () => {
    expect(load({ RECORDING_MAX_BYTES: '1024' }).recordingMaxBytes).toBe(1024);
    expect(load({ RECORDING_MAX_BYTES: '2gib' }).recordingMaxBytes).toBe(2 ** 31);
    for (const bad of ['2 GB', '0', '1.5 GiB', '999999999999999 TiB']) {
      expect(refusal({ RECORDING_MAX_BYTES: bad })).toContain('a number of bytes');
    }
  });

  it('that two names have follows the first one', () => {
    expect(load({ INTERVAL: '7' }).pollIntervalMs).toBe(7000);
    expect(load({ INTERVAL: '7', POLL_INTERVAL: '8' }).pollIntervalMs).toBe(8000);
    expect(load({ LOG_LEVEL: 'warn' }).logLevel).toBe('warn');
    expect(load({ LOG_LEVEL: 'warn', RAILS_LOG_LEVEL: 'DEBUG' }).logLevel).toBe('debug');
    expect(load({ RAILS_LOG_LEVEL: 'unknown' }).logLevel).toBe('silent');
    expect(refusal({ LOG_LEVEL: 'loud' })).toMatch(
      /^LOG_LEVEL=loud is not allowed: it must be one of `trace`/,
    );
  });

  it('parameters are split at commas, then at the first equals sign', () => {
    const env = {
      DEFAULT_CREATE_PARAMS: 'welcome=a=b c, record=true,empty=,,',
      CREATE_EXCLUDE_PARAMS: 'a, b,',
    };
    expect(load(env)).toMatchObject({
      defaultCreateParams: [
        ['welcome', 'a=b c'],
        ['record', 'true'],
        ['empty', ''],
      ],
      createExcludeParams: ['a', 'b'],
    });
    for (const bad of ['welcome', '=x', 'a=1,b']) {
      expect(refusal({ OVERRIDE_JOIN_PARAMS: bad })).toContain('`name=value` pairs');
    }
  });

  it('a value of many lines and thousands of characters makes one short line', () => {
    const message = refusal({ POLL_INTERVAL: `1\nERROR: forged\r\n${'x'.repeat(5000)}` });
    expect(message).not.toMatch(/[\r\n]/);
    expect(message.length).toBeLessThan(300);
  });

  it('unknown to us is nobody’s business, but those of Rails and puma are said to be ignored', () => {
    const env = { RAILS_ENV: 'production', PUMA_X: '1', MAX_THREADS: '5', RAILS_EMPTY: '', HOME: '/root' };
    expect(load(env).notes).toEqual([
      "MAX_THREADS is ignored: it was the Ruby system's",
      "PUMA_X is ignored: it was the Ruby system's",
      "RAILS_ENV is ignored: it was the Ruby system's",
    ]);
    expect(load({ WEB_CONCURRENCY: '2', RAILS_LOG_LEVEL: 'info' }).notes).toEqual([]);
  });
});

describe('secrets', () => {
  it('come from both variables, the single one first, blanks dropped', () => {
    expect(load({ LOADBALANCER_SECRET: 's0', LOADBALANCER_SECRETS: 's1:: :s2' }).secrets).toEqual([
      's0',
      's1',
      's2',
    ]);
    expect(load({ LOADBALANCER_SECRET: ' ', LOADBALANCER_SECRETS: ' : ' }).secrets).toEqual([]);
  });

  it('can be read from a file, without the line end an editor leaves', () => {
    const path = file('secret', 's3cret \r\n\n');
    expect(load({ LOADBALANCER_SECRET_FILE: path }).secrets).toEqual(['s3cret ']);
    expect(load({ LOADBALANCER_SECRETS_FILE: file('two', 'a:b\n') }).secrets).toEqual(['a', 'b']);
    expect(load({ FSAPI_PASSWORD_FILE: file('none', '\n') }).fsapiPassword).toBe('');
  });

  it('set both ways, or in a file that cannot be read, stop the start', () => {
    const path = file('secret', 's3cret\n');
    expect(refusal({ LOADBALANCER_SECRET: 'x', LOADBALANCER_SECRET_FILE: path })).toBe(
      'LOADBALANCER_SECRET and LOADBALANCER_SECRET_FILE are both set: one of them is allowed',
    );
    expect(refusal({ LOADBALANCER_SECRET_FILE: '/nowhere/x' })).toBe(
      'LOADBALANCER_SECRET_FILE=/nowhere/x is not allowed: the file cannot be read (ENOENT)',
    );
    expect(refusal({ LOADBALANCER_SECRET_FILE: place.path })).toContain('(EISDIR)');
  });

  it('the strongest hash listed is sent, whatever the order', () => {
    expect(load({ LOADBALANCER_CHECKSUM_ALGORITHM: 'sha512:SHA256' })).toMatchObject({
      checksumAlgorithms: ['SHA256', 'SHA512'],
      sendHash: 'SHA512',
    });
    expect(load({ LOADBALANCER_CHECKSUM_ALGORITHM: 'SHA1' }).sendHash).toBe('SHA1');
    expect(refusal({ LOADBALANCER_CHECKSUM_ALGORITHM: 'SHA256:MD5' })).toContain(
      'SHA1, SHA256, SHA384 and SHA512',
    );
    expect(refusal({ LOADBALANCER_CHECKSUM_ALGORITHM: ':' })).toContain('not allowed');
  });

  it('a key for cookies must be there when recordings are protected', () => {
    const env = { ...shared, PROTECTED_RECORDINGS_ENABLED: 'true' };
    expect(refusal(env)).toBe('SECRET_KEY_BASE is not set: PROTECTED_RECORDINGS_ENABLED=true needs it');
    expect(load({ ...env, SECRET_KEY_BASE: 'k' }).secretKeyBase).toBe('k');
  });
});

describe('addresses', () => {
  it('BIND is a TCP address or a socket, and wins over PORT', () => {
    expect(load({ PORT: '8080' }).listen).toEqual({ host: '0.0.0.0', port: 8080 });
    expect(load({ PORT: '8080', BIND: 'tcp://127.0.0.1:9000' }).listen).toEqual({
      host: '127.0.0.1',
      port: 9000,
    });
    expect(load({ BIND: 'tcp://[::1]:9000' }).listen).toEqual({ host: '::1', port: 9000 });
    expect(load({ BIND: 'unix:///run/s.sock' }).listen).toEqual({ path: '/run/s.sock' });
    expect(load({ BIND: 'unix://s.sock' }).listen).toEqual({ path: join(place.path, 's.sock') });
    for (const bad of ['127.0.0.1:9000', 'tcp://host', 'tcp://h:70000', 'ssl://h:1', 'unix://']) {
      expect(refusal({ BIND: bad })).toContain('`tcp://host:port` or `unix://path`');
    }
  });

  it('PostgreSQL is named by a URL, and its password is never shown', () => {
    for (const url of [
      'postgres://u:p@h/d',
      'postgresql://h:5433/d?sslmode=require',
      'postgres:///d?host=/run/pg',
    ]) {
      expect(load({ DATABASE_URL: url })).toMatchObject({ databaseUrl: url, embedded: false });
    }
    for (const bad of [
      'mysql://u:hunter2@h/d',
      'u:hunter2@h/d',
      'postgres://u:hun#ter2@h:x/d',
      'postgres://h:x/d?password=hunter2',
    ]) {
      const message = refusal({ DATABASE_URL: bad });
      expect(message).toContain('`postgresql://user:password@host:port/database`');
      expect(message).not.toMatch(/hun/);
    }
  });

  it('Redis is named by a URL, with TLS, by a socket, or through Sentinels', () => {
    const good = [
      'redis://127.0.0.1:6379/1',
      'rediss://:p@h:6380',
      'unix:///run/redis.sock?db=1',
      'redis+sentinel://a:26379,b:26379/mymaster/0',
      'redis-sentinel://:p@a,b/mymaster',
      'rediss+sentinel://u:p@a:26379/mymaster?sentinel_password=s',
      'redis+sentinel://[::1]:26379,b/mymaster/2',
      'redis://[::1]:6379',
      'unix://:p@/run/redis.sock',
      'redis+sentinel://a:1,b:2/0#mymaster',
    ];
    for (const url of good)
      expect(load({ REDIS_URL: url })).toMatchObject({ redisUrl: url, embedded: false });
    const bad = [
      'http://:hunter2@h',
      'redis://',
      '127.0.0.1:6379',
      'redis+sentinel://:hunter2@a:1',
      'redis://:hunter2@h:port',
      'redis://:hunter2@h/db',
      'unix:socket',
      'redis+sentinel://:hunter2@a,/m',
    ];
    for (const url of bad) {
      const message = refusal({ REDIS_URL: url });
      expect(message).toContain('`redis://:password@host:port/db`');
      expect(message).not.toContain('hunter2');
    }
  });

  it('URL_HOST is a host name and no URL', () => {
    expect(load({ URL_HOST: 'SL.Example.com' }).urlHost).toBe('sl.example.com');
    expect(load({ URL_HOST: 'localhost:3000' }).urlHost).toBe('localhost:3000');
    for (const bad of ['https://sl.example.com', 'sl.example.com/', 'a b', 'a..b', `${'a'.repeat(60)}!`]) {
      expect(refusal({ URL_HOST: bad })).toContain('a host name without');
    }
  });

  it('proxies are given as addresses, networks and the two usual words', () => {
    const trusted = (value: string): readonly string[] => load({ TRUST_PROXY: value }).trustProxy;
    expect(load().trustProxy).toEqual(expect.arrayContaining(['127.0.0.0/8', '::1/128', '192.168.0.0/16']));
    expect(trusted('10.1.2.3, 2001:db8::/32,::1')).toEqual(['10.1.2.3/32', '2001:db8::/32', '::1/128']);
    expect(trusted('none')).toEqual([]);
    for (const bad of ['proxy.example.com', '10.0.0.0/33', '10.0.0/8', '::1/129', '1.2.3.4/']) {
      expect(refusal({ TRUST_PROXY: bad })).toContain('TRUST_PROXY=');
    }
  });

  it('a relative directory is relative to where one stands, but the default DATA_DIR is not', () => {
    const root = join(place.path, 'root');
    mkdirSync(root, { recursive: true });
    expect(loadConfig({}, { cwd: place.path, root }).dataDir).toBe(join(root, 'data'));
    const config = loadConfig({ DATA_DIR: './data', PLAYBACK_DIR: 'p' }, { cwd: place.path, root });
    expect([config.dataDir, config.playbackDir]).toEqual([join(place.path, 'data'), join(place.path, 'p')]);
  });
});

describe('what belongs together', () => {
  it('is refused when a part is missing or contradicts another', () => {
    expect(refusal({ S3_RECORDING: 'true' })).toContain('S3_BUCKET_NAME is not set');
    expect(refusal({ CLOUDFRONT_URL: 'https://c.example.com' })).toContain('CF_KEY_PAIR_ID is not set');
    expect(refusal({ VOICE_BRIDGE_MIN: '6', VOICE_BRIDGE_MAX: '5' })).toBe(
      'VOICE_BRIDGE_MIN=6 is not allowed: it must be at most VOICE_BRIDGE_MAX=5',
    );
    expect(refusal({ CF_PRIVATE_KEY_B64: '***' })).toMatch(/^CF_PRIVATE_KEY_B64=\*{5} is not allowed/);
    const cloudfront = {
      CLOUDFRONT_URL: 'https://c.example.com',
      CF_KEY_PAIR_ID: 'K',
      CF_PRIVATE_KEY_B64: 'c2VjcmV0',
    };
    expect(refusal(cloudfront)).toMatch(/^CF_PRIVATE_KEY_B64=\*{5} is not allowed: .*RSA private key/);
    const s3 = { S3_RECORDING: 'true', S3_BUCKET_NAME: 'b', AWS_ACCESS_KEY_ID: 'id' };
    expect(refusal(s3)).toContain('AWS_SECRET_ACCESS_KEY is not set');
  });

  it('is said in a note when it works but is hardly meant', () => {
    expect(load({ VOICE_BRIDGE_LEN: '10' }).notes).toHaveLength(1);
  });

  it('FSAPI_MAX_DURATION follows MAX_MEETING_DURATION unless set', () => {
    expect(load({ MAX_MEETING_DURATION: '90' }).fsapiMaxDuration).toBe(90);
    expect(load({ MAX_MEETING_DURATION: '90', FSAPI_MAX_DURATION: '5' }).fsapiMaxDuration).toBe(5);
  });
});

describe('what `scalelite config` shows', () => {
  const rowsOf = (env: Env) => {
    const rows = describeConfig(env, { cwd: place.path, root: place.path });
    return new Map(rows.map((row) => [row.name, row]));
  };

  it('is every value with where it comes from, and no secret', () => {
    const rows = rowsOf({
      INTERVAL: '5',
      LOADBALANCER_SECRET_FILE: file('lb', 'hunter2\n'),
      DATABASE_URL: 'postgres://u:hunter2@h/d?password=hunter2',
      REDIS_URL: 'redis+sentinel://:hunter2@a:1,b:1/m',
    });
    expect(rows.get('POLL_INTERVAL')).toMatchObject({ value: '5', source: 'environment (INTERVAL)' });
    expect(rows.get('PORT')).toMatchObject({ value: '3000', source: 'default' });
    expect(rows.get('LOADBALANCER_SECRET')).toMatchObject({
      value: '*****',
      source: `file ${join(place.path, 'lb')}`,
    });
    expect(rows.get('DATABASE_URL')?.value).toBe('postgres://u:*****@h/d?password=*****');
    expect(rows.get('REDIS_URL')?.value).toBe('redis+sentinel://:*****@a:1,b:1/m');
    expect(JSON.stringify([...rows.values()])).not.toContain('hunter2');
  });

  it('stands in aligned columns, a line each', () => {
    const lines = formatConfig([...rowsOf({}).values()])
      .trimEnd()
      .split('\n');
    const starts = new Set(lines.map((line) => line.lastIndexOf('  default')));
    expect(lines.length).toBeGreaterThan(60);
    expect([...starts], lines.join('\n')).toHaveLength(1);
  });
});
