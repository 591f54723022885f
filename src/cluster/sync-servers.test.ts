import { describe, expect, it } from 'vitest';
import { type DesiredServer, InvalidServerList, readDesiredServers } from './desired-servers.ts';
import type { Server } from './server.ts';
import { planSync, type SyncMode } from './sync-servers.ts';
import { server } from './testing.ts';

function desired(id: string, fields: Partial<DesiredServer> = {}): DesiredServer {
  const url = `https://${id}/bigbluebutton/api`;
  return { id, url, secret: 'secret', tag: undefined, loadMultiplier: 1, enabled: true, ...fields };
}

function plan(
  servers: readonly Server[],
  wanted: readonly DesiredServer[],
  { mode = 'cordon', meetings = {} }: { mode?: SyncMode; meetings?: Record<string, string[]> } = {},
) {
  const records = Object.entries(meetings).map(
    ([id, ids]) => [id, ids.map((meeting) => ({ id: meeting }))] as const,
  );
  return planSync({ servers, desired: wanted, meetings: new Map(records), mode });
}

describe('a server of the list', () => {
  it('that is as it should be is left alone', () => {
    expect(plan([server('a')], [desired('a')])).toEqual([]);
    expect(plan([server('a', { tag: 'x' })], [desired('a', { tag: 'x' })])).toEqual([]);
  });

  it('that is missing is created, and enabled unless the list says otherwise', () => {
    expect(plan([], [desired('a')]).map(({ kind }) => kind)).toEqual(['create', 'enable']);
    expect(plan([], [desired('a', { enabled: false })]).map(({ kind }) => kind)).toEqual(['create']);
  });

  it('gets what differs, and only that', () => {
    const wanted = desired('a', { secret: 'new', loadMultiplier: 2 });
    expect(plan([server('a')], [wanted])).toEqual([
      { kind: 'update', id: 'a', change: { secret: 'new', loadMultiplier: 2 } },
    ]);
    expect(plan([server('a', { tag: 'x' })], [desired('a')])).toEqual([
      { kind: 'update', id: 'a', change: { tag: undefined } },
    ]);
  });

  it.each(['disabled', 'cordoned'] as const)('that is %s is enabled, or stays so', (state) => {
    expect(plan([server('a', { state })], [desired('a')])).toEqual([{ kind: 'enable', id: 'a' }]);
    expect(plan([server('a', { state })], [desired('a', { enabled: false })])).toEqual([]);
  });

  it('that should not be enabled is cordoned', () => {
    expect(plan([server('a')], [desired('a', { enabled: false })])).toEqual([{ kind: 'cordon', id: 'a' }]);
  });
});

describe('a server that is not in the list', () => {
  it('is removed when it is empty', () => {
    expect(plan([server('a')], [])).toEqual([{ kind: 'remove', id: 'a', force: false }]);
    expect(plan([server('a')], [], { mode: 'force' })).toEqual([{ kind: 'remove', id: 'a', force: true }]);
  });

  it('with meetings is drained, or with force cleared of them first', () => {
    const meetings = { a: ['m1', 'm2'] };
    expect(plan([server('a')], [], { meetings })).toEqual([{ kind: 'drain', id: 'a' }]);
    expect(plan([server('a')], [], { meetings, mode: 'force' })).toEqual([
      { kind: 'evict', id: 'a', meetings: ['m1', 'm2'] },
      { kind: 'remove', id: 'a', force: true },
    ]);
  });

  it('stays in mode keep', () => {
    expect(plan([server('a')], [], { mode: 'keep' })).toEqual([{ kind: 'keep', id: 'a' }]);
  });
});

describe('reading the list of servers', () => {
  const read = (fields: Record<string, unknown>, id = 'bbb1.example.com') =>
    readDesiredServers(new Map([['servers', new Map([[id, new Map(Object.entries(fields))]])]]));

  it('fills in what is left out', () => {
    expect(read({ secret: 's' })).toEqual([desired('bbb1.example.com', { secret: 's' })]);
    const nothing = { secret: 's', url: null, enabled: null, load_multiplier: null, tag: null };
    expect(read(nothing)).toEqual(read({ secret: 's' }));
  });

  it.each([
    ['true', true],
    ['Yes', true],
    ['ON', true],
    ['false', false],
    ['no', false],
    ['Off', false],
  ])('understands enabled: %s', (enabled, expected) => {
    expect(read({ secret: 's', enabled })[0]?.enabled).toBe(expected);
  });

  it('takes the ids that servers of IPv6 addresses get', () => {
    const [server] = read({ secret: 's' }, '[2001:db8::1]');
    expect(server?.url).toBe('https://[2001:db8::1]/bigbluebutton/api');
  });

  it('passes over what servers:yaml[true] adds', () => {
    const seen = { state: 'cordoned', load: '3.0', bbb_version: '3.0', online: 'true' };
    expect(read({ secret: 's', ...seen })).toEqual(read({ secret: 's' }));
  });

  it.each([
    [{ secret: 's' }, 'a b', 'Server id=a b contains invalid characters'],
    [{ secret: 's' }, '[a]b', 'Server id=[a]b contains invalid characters'],
    [{}, 'a', 'Server id=a has no secret'],
    [{ secret: '' }, 'a', 'Server id=a has no secret'],
    [{ secret: 's', color: 'x', size: 'y' }, 'a', 'Server id=a has bad parameters: ["color", "size"]'],
    [{ secret: ['s'] }, 'a', 'Server id=a has no secret'],
    [{ secret: 's', tag: ['eu'] }, 'a', 'Server id=a has bad parameters: ["tag"]'],
    [{ secret: 's', url: ['http://a'] }, 'a', 'Server id=a has invalid url=["http://a"]'],
    [{ secret: 's', load_multiplier: '0' }, 'a', 'Server id=a has invalid load_multiplier=0'],
    [{ secret: 's', load_multiplier: '-1.5' }, 'a', 'Server id=a has invalid load_multiplier=-1.5'],
    [{ secret: 's', load_multiplier: 'x' }, 'a', 'Server id=a has invalid load_multiplier=x'],
    [{ secret: 's', url: 'ftp://a/b' }, 'a', 'Server id=a has invalid url=ftp://a/b'],
    [{ secret: 's', url: 'https:///b' }, 'a', 'Server id=a has invalid url=https:///b'],
    [{ secret: 's', enabled: 'perhaps' }, 'a', 'Server id=a has invalid enabled=perhaps'],
  ])('refuses %j', (fields, id, message) => {
    expect(() => read(fields, id)).toThrow(new InvalidServerList(message));
  });

  it('refuses what is no map, without showing what stands there', () => {
    expect(() => readDesiredServers('text')).toThrow('Invalid YAML document');
    expect(() => readDesiredServers(new Map([['servers', ['a']]]))).toThrow('Servers parameter not a hash');
    expect(() => readDesiredServers(new Map())).toThrow('Servers parameter not a hash');
    const line = new Map([['servers', new Map([['a', 'hush']])]]);
    expect(() => readDesiredServers(line)).toThrow(/^Server id=a has no secret$/);
  });
});
