import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshNamespace } from '../../../../test/helpers/index.ts';
import type { Remark } from '../../../cluster/survey.ts';
import { surveyRedis } from './index.ts';

/** A namespace with these keys (a text, a set as a list, a hash, a sorted set as pairs), surveyed. */
async function survey(
  keys: Readonly<
    Record<string, string | readonly string[] | Record<string, string> | ReadonlyMap<string, number>>
  >,
) {
  const { url, namespace, clear } = freshNamespace();
  const redis = new Redis(url);
  onTestFinished(async () => {
    await redis.quit();
    await clear();
  });
  for (const [key, value] of Object.entries(keys)) {
    const name = `${namespace}:${key}`;
    if (typeof value === 'string') await redis.set(name, value);
    else if (value instanceof Map) for (const [id, score] of value) await redis.zadd(name, score, id);
    else if (Array.isArray(value)) await redis.sadd(name, ...value);
    else await redis.hset(name, value);
  }
  const before = await dump(redis, namespace);
  const result = await surveyRedis({ url, namespace });
  expect(await dump(redis, namespace)).toEqual(before);
  const of = (kind: Remark['kind']) =>
    Object.fromEntries(
      result.remarks.filter((one) => one.kind === kind).map(({ text, examples }) => [text, examples]),
    );
  const found = Object.fromEntries(result.found.map(({ what, count }) => [what, count]));
  return { found, legacy: of('legacy'), leftover: of('leftover'), strange: of('strange') };
}

async function dump(redis: Redis, namespace: string): Promise<unknown> {
  const keys = (await redis.keys(`${namespace}:*`)).sort();
  return Promise.all(keys.map(async (key) => [key, await redis.dump(key), await redis.ttl(key)]));
}

const server = { url: 'https://bbb1/api', secret: 's', online: 'true', load_multiplier: '1.0' };

/** What a busy installation of the Ruby system holds. */
const busy = {
  servers: ['bbb1', 'bbb2', 'old'],
  'server:bbb1': { ...server, state: 'enabled', tag: 'x', meetings: '1', users: '2', largest_meeting: '2' },
  'server:bbb2': { ...server, state: 'cordoned', videos: '0', bbb_version: '3.0', online: 'false' },
  'server:old': { url: 'https://old/api', secret: 's', online: 'false' },
  server_enabled: ['bbb1'],
  server_load: new Map([['bbb1', 2]]),
  cordoned_server_load: new Map([['bbb2', 0]]),
  bbb1: { healthy_counter: '0', unhealthy_counter: '1' },
  meetings: ['m1', 'm2'],
  'meeting:m1': { server_id: 'bbb1', moderator_pw: 'mp', voice_bridge: '123456789', tenant_id: 't1' },
  'meeting:m2': { server_id: 'bbb1', moderator_pw: 'mp' },
  voice_bridges: { '123456789': 'm1' },
  tenants: ['t1'],
  'tenant:t1': { name: 'north', secrets: 'a:b', lrs_endpoint: 'https://lrs', kc_username: 'u' },
  'tenant_name:north': { id: 't1' },
  'tenant_settings:t1': ['s1'],
  'tenant_setting:s1': { param: 'muteOnStart', value: 'true', override: 'false', tenant_id: 't1' },
  protector_token_abc: '{"record_id":"r","format":"video"}',
  __health_check_set__: 'true',
  'own:suspects': new Map([['bbb2', 1]]),
};

describe('surveying a Redis', () => {
  it('counts what an installation of the Ruby system holds, and changes nothing', async () => {
    expect(await survey(busy)).toEqual({
      found: {
        servers: 3,
        'servers, enabled': 1,
        'servers, cordoned': 1,
        'servers, disabled': 1,
        'servers, online': 1,
        tenants: 1,
        'tenant settings': 1,
        meetings: 2,
        'dial-in numbers': 1,
        'one-time tokens': 1,
        "keys of this program's own": 1,
      },
      legacy: {
        'servers without a state word: the list of enabled servers tells': ['old'],
        'meetings without dial-in number or tenant, as older versions wrote them': ['m2'],
      },
      leftover: {},
      strange: {},
    });
  });

  it('finds nothing in an empty namespace', async () => {
    const { found, ...remarks } = await survey({});
    expect(Object.values(found).every((count) => count === 0)).toBe(true);
    expect(remarks).toEqual({ legacy: {}, leftover: {}, strange: {} });
  });

  it('tells what those that are gone left behind', async () => {
    const { leftover, strange } = await survey({
      servers: ['ghost', 'addressless'],
      'server:addressless': { online: 'true' },
      'server:unlisted': server,
      server_enabled: ['gone'],
      server_load: new Map([['gone', 1]]),
      gone: { healthy_counter: '1' },
      meetings: ['expired', 'lost'],
      'meeting:lost': { server_id: 'gone', moderator_pw: '', voice_bridge: '', tenant_id: 'nobody' },
      'meeting:unlisted': { server_id: 'gone', moderator_pw: '', voice_bridge: '', tenant_id: '' },
      voice_bridges: { '1': 'expired' },
      tenants: ['ghost'],
      'tenant:unlisted': { name: 'n', secrets: 's' },
      'tenant_name:former': { id: 'ghost' },
      'tenant_settings:ghost': ['s1'],
      'tenant_setting:s2': { param: 'a', value: 'b', override: 'true', tenant_id: 'ghost' },
    });
    expect(strange).toEqual({});
    expect(leftover).toEqual({
      'ids of servers without a record': ['ghost'],
      'records of servers without an address': ['addressless'],
      'records of servers that are not in the list': ['unlisted'],
      'ids in server_enabled of servers that are gone': ['gone'],
      'ids in server_load of servers that are gone': ['gone'],
      'counters of servers that are gone': ['gone'],
      'ids of meetings that have expired': ['expired'],
      'meetings on servers that no longer exist: the poller forgets them': expect.toSatisfy(
        (ids: string[]) => ids.toSorted().join() === 'lost,unlisted',
      ),
      'meetings of tenants that no longer exist': ['lost'],
      'records of meetings that are not in the list': ['unlisted'],
      'dial-in numbers of meetings that are gone': ['1'],
      'ids of tenants without a record': ['ghost'],
      'records of tenants that are not in the list': ['unlisted'],
      'names of tenants that are gone': ['former'],
      'lists of settings of tenants that are gone': ['ghost'],
      'ids of settings without a record': ['s1'],
      'settings that are in no list': ['s2'],
    });
  });

  it('names what it does not understand, but no secret', async () => {
    const { strange } = await survey({
      ...busy,
      'server:bbb1': { ...server, state: 'resting', load_multiplier: 'heavy', colour: 'blue' },
      'server:bbb2': { url: 'https://bbb2/api', state: 'disabled', load_multiplier: '0' },
      'meeting:m1': { server_id: 'bbb1', guest_pw: 'hush' },
      'tenant:t1': { secrets: '', plan: 'hush' },
      'tenant_name:north': { id: 't1', since: '2020' },
      'tenant_setting:s1': { value: 'x', override: 'perhaps' },
      tenant_settings: 'a text',
      voice_bridges: 'no hash',
      meetings: { not: 'a set' },
      'cache:1': 'x',
      other: { field: 'value' },
    });
    expect(strange).toEqual({
      "servers of the unknown state 'resting': taken as enabled": ['bbb1'],
      'servers whose load multiplier is not a number above 0: it counts as 1': expect.arrayContaining([
        'bbb1',
        'bbb2',
      ]),
      'the field colour of a server': ['bbb1'],
      'servers without a secret: they refuse every call': ['bbb2'],
      'the field guest_pw of a meeting': ['m1'],
      'the field plan of a tenant': ['t1'],
      'the field since of a name of a tenant': ['north'],
      'tenants without a name: no host leads to them': ['t1'],
      'tenants without secrets: they refuse every call': ['t1'],
      'settings without a parameter': ['s1'],
      'settings whose override is neither true nor false: it counts as false': ['s1'],
      'keys of the type string where a hash is due': ['voice_bridges'],
      'keys of the type hash where a set is due': ['meetings'],
      'keys that are not known': expect.toSatisfy(
        (keys: string[]) => keys.toSorted().join() === 'cache:1,other,tenant_settings',
      ),
    });
  });

  it('looks at no other namespace, also where the name is a pattern', async () => {
    const { url, namespace, clear } = freshNamespace();
    const redis = new Redis(url);
    onTestFinished(async () => {
      await redis.quit();
      await clear();
    });
    await redis.set(`${namespace}-x:strange`, '1');
    expect((await surveyRedis({ url, namespace: `${namespace}-?` })).remarks).toEqual([]);
  });
});
