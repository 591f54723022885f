import { describe, expect, it } from 'vitest';
import type { Meeting } from '../cluster/meeting.ts';
import type { Server } from '../cluster/server.ts';
import { server } from '../cluster/testing.ts';
import { judgeStray } from './judge-stray.ts';
import type { Listing } from './reconcile.ts';

const NOW = 1_800_000_000_000;

const stray: Meeting = {
  ...{ id: 'm', serverId: 'old', moderatorPw: 'pw', voiceBridge: undefined, tenantId: undefined },
};
const anew: Meeting = { ...stray, serverId: 'new', moderatorPw: 'other' };
const offline = { online: false, load: undefined };

interface Situation {
  readonly old?: Partial<Server>;
  readonly home?: Partial<Server>;
  /** What the old server lists; undefined: it did not answer. */
  readonly lists?: readonly string[];
  readonly record?: Meeting;
  readonly ended?: true;
}

function verdict({ old = {}, home = {}, lists, record, ...ended }: Situation): string {
  const servers = new Map([server('old', old), server('new', home)].map((one) => [one.id, one]));
  const rooms = new Map((lists ?? []).map((id) => [id, { internalMeetingID: id, createTime: 1 }]));
  const { url, secret } = server('old');
  const listing: Listing = { url, secret, askedAt: NOW, rooms };
  const listings = new Map(lists === undefined ? [] : [['old', listing]]);
  return judgeStray({ ...stray, ...ended }, record, { servers, listings, readAt: NOW }).kind;
}

describe('a room that was left behind on a server that dropped out', () => {
  it('waits until its server answers, and is over when that does not have it', () => {
    expect(verdict({ old: offline, record: anew })).toBe('wait');
    expect(verdict({ record: anew })).toBe('wait');
    expect(verdict({ lists: ['other'], record: anew })).toBe('over');
  });

  it('is ended when its meeting is not on record any more, also before its server counts as online', () => {
    expect(verdict({ lists: ['m'] })).toBe('end');
    expect(verdict({ old: { ...offline, healthy: 1 }, lists: ['m'] })).toBe('end');
  });

  it('is compared with the room that was made meanwhile, once both may be joined', () => {
    expect(verdict({ lists: ['m'], record: anew })).toBe('compare');
    expect(verdict({ old: { state: 'cordoned' }, lists: ['m'], record: anew })).toBe('compare');
    expect(verdict({ old: { ...offline, healthy: 1 }, lists: ['m'], record: anew })).toBe('wait');
    expect(verdict({ home: offline, lists: ['m'], record: anew })).toBe('wait');
    expect(verdict({ home: { state: 'disabled' }, lists: ['m'], record: anew })).toBe('wait');
  });

  it('is ended on a server that the operator has disabled, and when the meeting is another tenant’s now', () => {
    expect(verdict({ old: { state: 'disabled' }, lists: ['m'], record: anew })).toBe('end');
    expect(verdict({ lists: ['m'], record: { ...anew, tenantId: 't1' } })).toBe('end');
  });

  it('is ended and never taken back when an operator has ended the meeting', () => {
    expect(verdict({ lists: ['m'], record: anew, ended: true })).toBe('end');
    expect(verdict({ lists: ['m'], record: stray, ended: true })).toBe('over');
  });

  it('is told to end, as all rooms there, when its server is given up', () => {
    expect(verdict({ old: { ...offline, awaitedUntil: NOW }, record: anew })).toBe('end');
    expect(verdict({ old: { ...offline, awaitedUntil: NOW + 1 }, record: anew })).toBe('wait');
  });

  it('is none when its meeting is on record there again; while the server is away, a create may just note it', () => {
    expect(verdict({ lists: ['m'], record: stray })).toBe('over');
    expect(verdict({ old: offline, record: stray })).toBe('wait');
  });

  it('waits for nothing that an answer of before its server was changed says', () => {
    expect(verdict({ old: { secret: 'new' }, lists: [], record: anew })).toBe('wait');
  });
});
