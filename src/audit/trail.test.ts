import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../cluster/ports.ts';
import type { AuditEntry } from './entry.ts';
import type { AuditStore, Retention } from './ports.ts';
import { createTrail, type TrailOptions } from './trail.ts';

const actor = { via: 'rake', name: 'root', from: undefined } as const;
const change = { action: 'server.enable', subject: 'bbb1' } as const;
const list: AuditStore['list'] = async () => ({ entries: [], next: undefined });

function trailOver(store: TrailOptions['store'], failures: string[] = []) {
  return createTrail({
    store,
    actor,
    keepMs: 1000,
    now: () => 5000,
    failed: (_, reason) => failures.push(reason),
  });
}

describe('a trail', () => {
  it('writes down who did what and when, and how long that is kept', async () => {
    const written: [AuditEntry, Retention][] = [];
    const add: AuditStore['add'] = async (entry, keep) => {
      written.push([entry, keep]);
    };
    await trailOver(async () => ({ add, list }))(change);
    expect(written).toEqual([
      [
        { at: 5000, actor, ...change },
        { after: 4000, most: 200_000 },
      ],
    ]);
  });

  it('opens the database only when something is changed', async () => {
    let opened = 0;
    const trail = trailOver(async () => {
      opened += 1;
      return undefined;
    });
    expect(opened).toBe(0);
    await trail(change);
    expect(opened).toBe(1);
  });

  it('does not undo what was done when it can’t be written down, but says so', async () => {
    const failures: string[] = [];
    const add: AuditStore['add'] = async () => {
      throw new StoreUnavailable('nobody there');
    };
    await trailOver(async () => ({ add, list }), failures)(change);
    await trailOver(() => Promise.reject(new Error('no file')), failures)(change);
    expect(failures).toEqual(['nobody there', 'no file']);
  });
});
