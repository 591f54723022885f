import { describe, expect, it } from 'vitest';
import type { Server } from '../cluster/server.ts';
import { server as idle } from '../cluster/testing.ts';
import { arrow, createTrends, trendLine } from './trends.ts';

function server(load: number | undefined, users: number, id = 'a'): Server {
  return idle(id, { load, users });
}

describe('the trends of watched servers', () => {
  it('show the loads of the last looks, and whether users come or go', () => {
    const trends = createTrends();
    for (const [at, load] of [0, 2, 4, 8].entries()) trends.see([server(load, load)], at * 2000);
    expect(trendLine(trends.of('a'), 8)).toBe('    ▁▂▄█');
    expect(arrow(trends.of('a'))).toBe('▲');
    trends.see([server(4, 1)], 80_000);
    trends.see([server(undefined, 0)], 82_000);
    expect(trendLine(trends.of('a'), 8)).toBe('  ▁▂▄█▄ ');
    expect(arrow(trends.of('a'))).toBe('▼');
  });

  it('note what stays the same only now and then', () => {
    const trends = createTrends();
    for (let at = 0; at < 60_000; at += 1000) trends.see([server(1, 1)], at);
    expect(trends.of('a')).toEqual({ load: [1, 1, 1, 1, 1, 1], users: 'same' });
  });

  it('remember no more than a little, and nothing of who has left', () => {
    const trends = createTrends();
    for (let at = 0; at < 100; at += 1) trends.see([server(at, at)], at);
    expect(trends.of('a').load).toEqual([92, 93, 94, 95, 96, 97, 98, 99]);
    trends.see([server(1, 1, 'b')], 100);
    trends.see([server(1, 1, 'a')], 101);
    expect(trends.of('a').load).toEqual([1]);
    expect(trendLine(trends.of('nobody'), 1)).toBe('        ');
  });
});
