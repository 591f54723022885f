import { describe, expect, it } from 'vitest';
import { liveHeapBytes } from '../../test/helpers/buffers.ts';
import { families } from './families.ts';
import { createTally } from './tally.ts';

describe('a tally', () => {
  it('adds up over processes, however its pieces come', () => {
    const [worker, primary] = [createTally(), createTally()];
    for (let piece = 0; piece < 3; piece++) {
      worker.observe('requestSeconds', 20, 'join');
      worker.count('upstream', 2, 'one', 'refused');
      primary.add(JSON.parse(JSON.stringify(worker.take())));
    }
    expect(worker.read()).toEqual({});
    const { upstream, requestSeconds } = primary.read();
    expect(upstream).toEqual({ 'one\u0000refused': [6] });
    expect(requestSeconds?.['join']?.slice(1)).toEqual(
      families.requestSeconds.buckets.map((le) => (le === 0.025 ? 3 : 0)).concat(0),
    );
  });

  it('counts one series by a counter or timer as by its name, also after it was taken', () => {
    const [one, other] = [createTally(), createTally()];
    const refused = one.counter('requests', 'join', 'checksumError');
    const took = one.timer('storeSeconds', 'state', 'meetings.place');
    for (let round = 0; round < 2; round++) {
      for (const ms of [0.1, 3, 9000]) {
        took(ms);
        other.observe('storeSeconds', ms, 'state', 'meetings.place');
      }
      refused(2);
      other.count('requests', 2, 'join', 'checksumError');
      expect(one.take()).toEqual(other.take());
    }
  });

  it('holds nothing of what was taken, however seldom a series is counted', () => {
    const tally = createTally();
    const before = liveHeapBytes();
    const seldom = Array.from({ length: 50 }, (_, n) => {
      const count = tally.counter('requests', 'join', `outcome ${n}`);
      count(1);
      for (let server = 0; server < 500; server++) tally.observe('upstreamSeconds', 1, `server ${server}`);
      tally.take();
      return count;
    });
    expect(liveHeapBytes() - before).toBeLessThan(1024 * 1024);
    for (const count of seldom) count(1);
    expect(Object.keys(tally.read().requests ?? {})).toHaveLength(50);
  });

  it('drops what it counted of servers that are gone', () => {
    const tally = createTally();
    for (const server of ['one', 'two']) {
      tally.count('upstream', 1, server, 'ok');
      tally.observe('upstreamSeconds', 1, server);
      tally.count('placements', 1, server, 'leastLoad');
    }
    tally.count('requests', 1, 'two', 'ok');
    tally.keepServers(new Set(['one']));
    const counts = tally.read();
    expect(Object.keys(counts.upstream ?? {})).toEqual(['one\u0000ok']);
    expect(Object.keys(counts.upstreamSeconds ?? {})).toEqual(['one']);
    expect(Object.keys(counts.placements ?? {})).toEqual(['one\u0000leastLoad']);
    expect(Object.keys(counts.requests ?? {})).toEqual(['two\u0000ok']);
  });

  it('has names as Prometheus wants them, two labels at most and buckets in order', () => {
    for (const family of Object.values(families)) {
      expect(family.name).toMatch(/^(scalelite|process)_[a-z_]+(?<!_)$/);
      expect(family.labels.length).toBeLessThanOrEqual(2);
      if ('buckets' in family) expect([...family.buckets].sort((a, b) => a - b)).toEqual(family.buckets);
      else expect(family.name).toMatch(/_total$/);
    }
  });
});
