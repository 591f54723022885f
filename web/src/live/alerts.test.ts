import { describe, expect, it } from 'vitest';
import type { Output, Server } from '../api/calls.ts';
import { alertsOf, failureIn, type Watched } from './alerts.ts';
import { statusOf } from './server-status.ts';

function server(id: string, more: Partial<Server> = {}): Server {
  const counts = { meetings: 2, users: 0, largest_meeting: 0, videos: 0 };
  const limits = { max_meetings: null, max_users: null, spare: false };
  const rest = { url: `https://${id}/api`, tag: null, load: 0, load_multiplier: 1, bbb_version: '3.0.4' };
  return { id, state: 'enabled', online: true, ...counts, ...limits, ...rest, ...more };
}

const calm: Watched = {
  servers: [server('a')],
  imports: { running: 1, waiting: 2, failed: 0, tars: [] },
  failedCallbacks: undefined,
  waitingCallbacks: undefined,
};

function callbacks(attempts: number): Output<'callbacks.list'> {
  const times = { created_at: '', next_at: null, finished_at: null };
  const rest = { state: 'waiting', trouble: null, why: null, ...times } as const;
  const one = { id: '1', kind: 'x', receiver: 'https://lms.example.com', about: 'r', attempts, ...rest };
  return { waiting: 1, delivered: 0, failed: 0, callbacks: [one] };
}

describe('the status of a server', () => {
  it.each([
    [{}, 'ok'],
    [{ online: false }, 'offline'],
    [{ online: false, state: 'disabled' }, 'disabled'],
    [{ online: false, state: 'cordoned' }, 'offline'],
    [{ state: 'cordoned' }, 'cordoned'],
    [{ load: null }, 'waiting'],
    [{ online: false, load: null, bbb_version: null }, 'waiting'],
    [{ max_meetings: 2 }, 'full'],
    [{ max_users: 1 }, 'ok'],
  ] as const)('%j is %s', (more, status) => {
    expect(statusOf(server('a', more))).toBe(status);
  });
});

describe('the alerts', () => {
  it('are none while all is well', () => {
    expect(alertsOf(calm)).toEqual([]);
    expect(alertsOf({ ...calm, servers: [] })).toEqual([]);
  });

  it('tell of servers that fail, and when none is left', () => {
    const servers = [
      server('a', { online: false }),
      server('b'),
      server('c', { online: false, state: 'disabled' }),
    ];
    expect(alertsOf({ ...calm, servers })).toEqual([{ kind: 'offline', server: 'a', meetings: 2 }]);
    const last = [server('a', { state: 'cordoned' })];
    expect(alertsOf({ ...calm, servers: last })).toEqual([{ kind: 'none-available' }]);
  });

  it('name the first servers of many that fail', () => {
    const servers = Array.from({ length: 9 }, (_, number) => server(`bbb${number}`, { online: number > 7 }));
    const told = alertsOf({ ...calm, servers });
    expect(told.filter(({ kind }) => kind === 'offline')).toHaveLength(5);
    expect(told.at(-1)).toEqual({ kind: 'more-offline', count: 3 });
  });

  it('tell of imports that failed', () => {
    const tar = {
      name: 'x.tar',
      bytes: 1,
      since: '',
      reason: 'its end is missing',
      why: null,
      state: 'failed',
    } as const;
    const imports = { running: 0, waiting: 0, failed: 3, tars: [tar] };
    expect(alertsOf({ ...calm, imports })).toEqual([{ kind: 'imports-failed', count: 3, name: 'x.tar' }]);
  });

  it('tell of callbacks that were given up, or were tried in vain', () => {
    const failedCallbacks = { waiting: 0, delivered: 0, failed: 4, callbacks: [] };
    expect(alertsOf({ ...calm, failedCallbacks })).toEqual([{ kind: 'callbacks-failed', count: 4 }]);
    expect(alertsOf({ ...calm, waitingCallbacks: callbacks(2) })).toEqual([]);
    const receiver = 'https://lms.example.com';
    expect(alertsOf({ ...calm, waitingCallbacks: callbacks(3) })).toEqual([
      { kind: 'callbacks-stuck', count: 1, receiver },
    ]);
  });

  it('tell of versions that do not go together, where they matter', () => {
    const servers = [
      server('a'),
      server('b', { bbb_version: '3.0.9' }),
      server('c', { bbb_version: '2.7.1', state: 'disabled' }),
    ];
    expect(alertsOf({ ...calm, servers })).toEqual([]);
    const mixed = [...servers, server('d', { bbb_version: '2.7.1' })];
    expect(alertsOf({ ...calm, servers: mixed })).toEqual([{ kind: 'versions', versions: ['2.7', '3.0'] }]);
  });
});

describe('what can not be looked at', () => {
  const there = { kind: 'there', value: calm.imports } as const;
  const failed = (status: number) => ({ kind: 'failed', error: { status } }) as const;

  it('is told, so that nobody takes silence for good news', () => {
    expect(failureIn([there, failed(503), failed(500)])).toEqual({ status: 503 });
    expect(failureIn([there, { kind: 'failed', error: 'gone' }])).toBe('gone');
  });

  it('is nothing where it is not there at all, or under way', () => {
    expect(failureIn([there, failed(412), { kind: 'loading' }])).toBeUndefined();
  });
});
