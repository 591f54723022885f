import { describe, expect, it } from 'vitest';
import type { MeetingRecord } from '../cluster/meeting.ts';
import type { Server } from '../cluster/server.ts';
import { server } from '../cluster/testing.ts';
import { judge, type Listing, type Sighting, secondCopies, type View, whereabouts } from './reconcile.ts';

const NOW = 1_800_000_000_000;
const SECOND = 1000;
const HOUR = 3600 * SECOND;

function listing(id: string, meetings: readonly string[], change: Partial<Listing> = {}): [string, Listing] {
  const rooms = new Map(
    meetings.map((name) => [name, { internalMeetingID: `${name}@${id}`, createTime: 1 }]),
  );
  const { url, secret } = server(id);
  return [id, { url, secret, askedAt: NOW, rooms, ...change }];
}

/** A record of `m` on `s1`, two hours old. */
function record(change: Partial<MeetingRecord> = {}): MeetingRecord {
  const meeting = { id: 'm', serverId: 's1', moderatorPw: 'pw', voiceBridge: '1', tenantId: undefined };
  return { meeting, placedAgo: 2 * HOUR, expiresIn: 22 * HOUR, ...change };
}

interface Situation extends Partial<Omit<View, 'servers' | 'listings'>> {
  readonly servers?: readonly Server[];
  readonly listings?: readonly [string, Listing][];
}

function view({ servers = [server('s1'), server('s2')], listings = [], ...rest }: Situation = {}): View {
  return {
    servers: new Map(servers.map((one) => [one.id, one])),
    listings: new Map(listings),
    readAt: NOW + 1,
    graceMs: 60 * SECOND,
    ttlMs: 24 * HOUR,
    seen: undefined,
    ...rest,
  };
}

const without = [listing('s1', ['other'])];

describe('a meeting on record', () => {
  it('is forgotten when its server answers without it', () => {
    expect(judge(record(), view({ listings: without }))).toBe('missing');
  });

  it('stays when its server lists it, did not answer, or was changed since it was asked', () => {
    expect(judge(record(), view({ listings: [listing('s1', ['m'])] }))).toBe('keep');
    expect(judge(record(), view({ listings: [listing('s2', [])] }))).toBe('keep');
    const elsewhere = [listing('s1', [], { url: 'https://old/bigbluebutton/api' })];
    expect(judge(record(), view({ listings: elsewhere }))).toBe('keep');
    expect(judge(record(), view({ listings: [listing('s1', [], { secret: 'old' })] }))).toBe('keep');
  });

  it('stays while its placement is younger than the grace, counted to when its server was asked', () => {
    const at = (placedAgo: number) => judge(record({ placedAgo }), view({ listings: without }));
    expect(at(60 * SECOND)).toBe('keep');
    expect(at(60 * SECOND + 1)).toBe('missing');
  });

  it('is told without grace by the order alone: the server was asked after the placement', () => {
    const at = (placedAgo: number) => judge(record({ placedAgo }), view({ listings: without, graceMs: 0 }));
    expect(at(0)).toBe('keep');
    expect(at(1)).toBe('keep');
    expect(at(2)).toBe('missing');
  });

  it('is long there when its record has no expiry', () => {
    const lasting = record({
      placedAgo: Number.POSITIVE_INFINITY,
      expiresIn: Number.POSITIVE_INFINITY,
    });
    expect(judge(lasting, view({ listings: without }))).toBe('missing');
    expect(judge(lasting, view({ listings: [listing('s1', ['m'])] }))).toBe('keep');
  });

  it('is kept alive when it runs and less than half of its time is left', () => {
    const running = view({ listings: [listing('s1', ['m'])] });
    expect(judge(record({ expiresIn: 12 * HOUR }), running)).toBe('keep');
    expect(judge(record({ expiresIn: 12 * HOUR - 1 }), running)).toBe('renew');
    expect(judge(record({ expiresIn: 1 }), view())).toBe('keep');
  });

  it('of unknown age, since its TTL is longer than ours, gets ours and so an age', () => {
    const longer = record({ placedAgo: 0, expiresIn: 48 * HOUR });
    expect(judge(longer, view({ listings: without }))).toBe('renew');
  });

  it('is forgotten when its server is not in the pool any more', () => {
    expect(judge(record(), view({ servers: [server('s2')] }))).toBe('serverGone');
  });

  it('is forgotten when its server went offline, but not on one that merely is', () => {
    const offline = server('s1', { online: false });
    expect(judge(record({ placedAgo: 0 }), view({ servers: [{ ...offline, unhealthy: 2 }] }))).toBe(
      'serverOffline',
    );
    expect(judge(record(), view({ servers: [offline] }))).toBe('keep');
  });

  describe('by answers that are not fresh', () => {
    const seen = (sighting: Sighting) => new Map([['m', sighting]]);

    it('is forgotten only when it was seen on its server before that was asked', () => {
      const judged = (sighting: Sighting) =>
        judge(record(), view({ listings: without, seen: seen(sighting) }));
      expect(judged({ serverId: 's1', since: NOW })).toBe('missing');
      expect(judged({ serverId: 's1', since: NOW + 1 })).toBe('keep');
      expect(judged({ serverId: 's2', since: NOW - HOUR })).toBe('keep');
      expect(judge(record(), view({ listings: without, seen: new Map() }))).toBe('keep');
    });

    it('of a server that does not exist is forgotten at the second look', () => {
      const gone = { servers: [] };
      expect(judge(record(), view({ ...gone, seen: new Map() }))).toBe('keep');
      expect(judge(record(), view({ ...gone, seen: seen({ serverId: 's1', since: NOW - 9 }) }))).toBe(
        'serverGone',
      );
    });
  });
});

describe('a second copy of a meeting', () => {
  const copies = (situation: Situation) => {
    const now = view(situation);
    return secondCopies(record().meeting, whereabouts(now.listings), now).map(
      ({ home, elsewhere }) => `${home.id}, also ${elsewhere.id}`,
    );
  };

  it('is a room on another server while its own one runs', () => {
    expect(copies({ listings: [listing('s1', ['m']), listing('s2', ['m'])] })).toEqual(['s1, also s2']);
  });

  it('is suspected when its own server was asked by another poller', () => {
    expect(copies({ listings: [listing('s2', ['m'])] })).toEqual(['s1, also s2']);
  });

  it('is none when its own server does not have it, is offline or gone', () => {
    const there = listing('s2', ['m']);
    expect(copies({ listings: [listing('s1', []), there] })).toEqual([]);
    expect(copies({ servers: [server('s1', { online: false }), server('s2')], listings: [there] })).toEqual(
      [],
    );
    expect(copies({ servers: [server('s2')], listings: [there] })).toEqual([]);
  });

  it('is none when the other server is gone or another one now', () => {
    const both = [listing('s1', ['m']), listing('s2', ['m'])];
    expect(copies({ servers: [server('s1')], listings: both })).toEqual([]);
    expect(copies({ servers: [server('s1'), server('s2', { url: 'https://new' })], listings: both })).toEqual(
      [],
    );
  });

  it('is none when it is the same room: one BBB server that is in the pool twice', () => {
    const rooms = new Map([['m', { internalMeetingID: 'm-1', createTime: 1 }]]);
    const both = [listing('s1', [], { rooms }), listing('s2', [], { rooms })];
    expect(copies({ listings: both })).toEqual([]);
  });
});
