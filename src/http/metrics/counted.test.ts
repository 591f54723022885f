import { describe, expect, it } from 'vitest';
import { createTally } from '../../telemetry/tally.ts';
import { countedMetrics } from './counted.ts';
import { metricsText } from './text.ts';

const lines = (tally: ReturnType<typeof createTally>, servers?: ReadonlySet<string>) =>
  metricsText(countedMetrics(tally.read(), servers)).split('\n');

describe('what was counted', () => {
  it('is told by call and outcome', () => {
    const tally = createTally();
    tally.count('requests', 1, 'join', 'ok');
    tally.count('requests', 1, 'join', 'ok');
    tally.count('requests', 1, 'join', 'notFound');
    const told = lines(tally);
    expect(told).toContain('# TYPE scalelite_requests_total counter');
    expect(told).toContain('scalelite_requests_total{call="join",outcome="ok"} 2');
    expect(told).toContain('scalelite_requests_total{call="join",outcome="notFound"} 1');
  });

  it('is told as a histogram where it takes time', () => {
    const tally = createTally();
    for (const ms of [0.4, 1, 3, 300, 60_000]) tally.observe('requestSeconds', ms, 'join');
    const told = lines(tally);
    const buckets = told.filter((line) => line.includes('_bucket{call="join"'));
    expect(buckets.map((line) => line.replace(/.*le="(.*)"\} (.*)/, '$1:$2')).join(' ')).toBe(
      '0.001:2 0.0025:2 0.005:3 0.01:3 0.025:3 0.05:3 0.1:3 0.25:3 0.5:4 1:4 2.5:4 5:4 10:4 30:4 +Inf:5',
    );
    expect(told).toContain('scalelite_request_duration_seconds_count{call="join"} 5');
    expect(Number(told.find((line) => line.includes('_sum{'))?.split(' ')[1])).toBeCloseTo(60.3044);
  });

  it('is told of the servers in the pool alone', () => {
    const tally = createTally();
    tally.observe('upstreamSeconds', 10, 'here');
    tally.observe('upstreamSeconds', 10, 'removed');
    tally.count('polls', 1, 'ok');
    const told = lines(tally, new Set(['here'])).join('\n');
    expect(told).toContain('server="here"');
    expect(told).not.toContain('removed');
    expect(told).toContain('scalelite_polls_total{outcome="ok"} 1');
  });

  it('is nothing at first', () => {
    expect(metricsText(countedMetrics(createTally().read()))).toBe('');
  });
});

describe('the text of metrics', () => {
  it('escapes what labels hold', () => {
    const samples = [{ labels: { server: 'a"b\\c\nd' }, value: 1.5 }];
    expect(metricsText([{ name: 'load', type: 'gauge', help: 'Load', samples }])).toBe(
      '# HELP load Load\n# TYPE load gauge\nload{server="a\\"b\\\\c\\nd"} 1.5\n',
    );
  });
});
