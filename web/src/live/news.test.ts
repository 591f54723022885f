import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../api/calls.ts';
import { newsOf } from './news.ts';
import type { Happening } from './pool.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');

function done(at: string): AuditEntry {
  return {
    at,
    via: 'rake',
    actor: 'root',
    from: null,
    action: 'server.cordon',
    subject: 'a',
    before: null,
    after: null,
  };
}

const happenings: readonly Happening[] = [
  { at: '2026-11-21T09:59:00Z', server: 'a', kind: 'cordoned' },
  { at: '2026-11-21T09:58:00Z', server: 'b', kind: 'offline' },
  { at: '2026-11-21T08:58:00Z', server: 'b', kind: 'added' },
];

describe('the news', () => {
  it('are what the stream told, for those who may not read the audit log', () => {
    const told = newsOf({ entries: undefined, changes: [], seen: happenings }, NOW);
    expect(told.map((piece) => piece.kind === 'happened' && piece.happening.kind)).toEqual([
      'cordoned',
      'offline',
    ]);
  });

  it('are else what operators did, and what servers did by themselves, the latest first', () => {
    const entries = [done('2026-11-21T09:59:00Z'), done('2026-11-21T08:00:00Z')];
    const told = newsOf({ entries, changes: [], seen: happenings }, NOW);
    expect(told.map(({ kind, at }) => `${kind} ${at}`)).toEqual([
      'done 2026-11-21T09:59:00Z',
      'happened 2026-11-21T09:58:00Z',
    ]);
  });

  it('reach back to before the page was opened, and tell each thing once', () => {
    const changes: readonly Happening[] = [
      { at: '2026-11-21T09:57:30Z', server: 'b', kind: 'offline' },
      { at: '2026-11-21T09:20:00Z', server: 'b', kind: 'online' },
      { at: '2026-11-21T09:10:00Z', server: 'b', kind: 'offline' },
      { at: '2026-11-21T09:05:00Z', server: 'c', kind: 'enabled' },
    ];
    const told = (entries: readonly AuditEntry[] | undefined) =>
      newsOf({ entries, changes, seen: happenings }, NOW).map(
        ({ at, ...piece }) =>
          `${at.slice(11, 16)} ${piece.kind === 'happened' ? piece.happening.kind : 'done'}`,
      );
    const health = ['09:57 offline', '09:20 online', '09:10 offline'];
    expect(told(undefined)).toEqual(['09:59 cordoned', ...health, '09:05 enabled']);
    expect(told([])).toEqual(health);
  });
});
