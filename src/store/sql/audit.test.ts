import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../audit/entry.ts';
import type { AuditFilter, Retention } from '../../audit/ports.ts';
import { databaseKinds, withDatabase } from '../contract/database.ts';

const EVERYTHING: Retention = { after: 0, most: 1000 };
const NOTHING: Retention = { after: Number.MAX_SAFE_INTEGER, most: 0 };

function entry(at: number, more: Partial<AuditEntry> = {}): AuditEntry {
  const actor = { via: 'cli', name: 'root', from: undefined } as const;
  return {
    at,
    actor,
    action: 'server.enable',
    subject: 'bbb1',
    before: undefined,
    after: undefined,
    ...more,
  };
}

describe.each(databaseKinds)('the audit log on %s', (kind) => {
  const database = withDatabase(kind);

  beforeEach(async () => {
    await database().audit.add(entry(0), NOTHING);
    expect(await times()).toEqual([]);
  });

  const add = (...entries: readonly AuditEntry[]) => addEach(entries, EVERYTHING);

  async function addEach(entries: readonly AuditEntry[], keep: Retention): Promise<void> {
    for (const one of entries) await database().audit.add(one, keep);
  }

  async function times(filter: AuditFilter = {}): Promise<number[]> {
    return (await database().audit.list(filter, { limit: 100 })).entries.map(({ at }) => at);
  }

  it('gives back what was written, whoever did it', async () => {
    const change = entry(5, {
      actor: { via: 'api', name: 'ö "token"', from: '2001:db8::1' },
      before: { tag: null, nested: { list: [1, 'a'] } },
      after: { tag: 'x' },
    });
    await add(change, entry(6));
    expect((await database().audit.list({}, { limit: 10 })).entries).toEqual([entry(6), change]);
  });

  it('tells the newest first, in pages', async () => {
    await add(...[1, 2, 3, 4, 5].map((at) => entry(at)));
    const first = await database().audit.list({}, { limit: 2 });
    expect(first.entries.map(({ at }) => at)).toEqual([5, 4]);
    await add(entry(6));
    const second = await database().audit.list({}, { from: first.next, limit: 2 });
    expect(second.entries.map(({ at }) => at)).toEqual([3, 2]);
    const third = await database().audit.list({}, { from: second.next, limit: 2 });
    expect(third).toEqual({ entries: [entry(1)], next: undefined });
  });

  it('tells what was asked for', async () => {
    const actor = { via: 'api', name: 'ci', from: '192.0.2.1' } as const;
    await add(
      entry(1),
      entry(2, { subject: 'bbb2' }),
      entry(3, { action: 'server.remove' }),
      entry(4, { actor }),
    );
    expect(await times({ since: 2 })).toEqual([4, 3, 2]);
    expect(await times({ until: 3 })).toEqual([2, 1]);
    expect(await times({ subject: 'bbb2' })).toEqual([2]);
    expect(await times({ action: 'server.remove' })).toEqual([3]);
    expect(await times({ actor: 'ci' })).toEqual([4]);
    expect(await times({ actor: 'ci', subject: 'bbb2' })).toEqual([]);
  });

  it('drops what is too old, and what is too much', async () => {
    await add(entry(1), entry(2), entry(3));
    await addEach([entry(4)], { after: 3, most: 1000 });
    expect(await times()).toEqual([4, 3]);
    await addEach([entry(5), entry(6)], { after: 0, most: 3 });
    expect(await times()).toEqual([6, 5, 4]);
  });
});
