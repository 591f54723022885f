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
    const told = newsOf(undefined, happenings, NOW);
    expect(told.map((piece) => piece.kind === 'happened' && piece.happening.kind)).toEqual([
      'cordoned',
      'offline',
    ]);
  });

  it('are else what operators did, and what servers did by themselves, the latest first', () => {
    const told = newsOf([done('2026-11-21T09:59:00Z'), done('2026-11-21T08:00:00Z')], happenings, NOW);
    expect(told.map(({ kind, at }) => `${kind} ${at}`)).toEqual([
      'done 2026-11-21T09:59:00Z',
      'happened 2026-11-21T09:58:00Z',
    ]);
  });
});
