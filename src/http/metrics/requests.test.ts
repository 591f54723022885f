import { describe, expect, it } from 'vitest';
import { createRequestCounter, requestMetrics } from './requests.ts';
import { metricsText } from './text.ts';

const lines = (counter: ReturnType<typeof createRequestCounter>) =>
  metricsText(requestMetrics(counter.read())).split('\n');

describe('counted requests', () => {
  it('are told by call and outcome, with how long they took', () => {
    const counter = createRequestCounter();
    counter.observe('join', 'ok', 3);
    counter.observe('join', 'ok', 30);
    counter.observe('join', 'notFound', 300);
    counter.observe('create', 'ok', 60_000);
    const told = lines(counter);
    expect(told).toContain('# TYPE scalelite_requests_total counter');
    expect(told).toContain('scalelite_requests_total{call="join",outcome="ok"} 2');
    expect(told).toContain('scalelite_requests_total{call="join",outcome="notFound"} 1');
    expect(
      told.filter((line) => line.startsWith('scalelite_request_duration_seconds_bucket{call="join"')),
    ).toEqual([
      'scalelite_request_duration_seconds_bucket{call="join",le="0.005"} 1',
      'scalelite_request_duration_seconds_bucket{call="join",le="0.02"} 1',
      'scalelite_request_duration_seconds_bucket{call="join",le="0.05"} 2',
      'scalelite_request_duration_seconds_bucket{call="join",le="0.1"} 2',
      'scalelite_request_duration_seconds_bucket{call="join",le="0.25"} 2',
      'scalelite_request_duration_seconds_bucket{call="join",le="1"} 3',
      'scalelite_request_duration_seconds_bucket{call="join",le="5"} 3',
      'scalelite_request_duration_seconds_bucket{call="join",le="30"} 3',
      'scalelite_request_duration_seconds_bucket{call="join",le="+Inf"} 3',
    ]);
    expect(told.find((line) => line.includes('_sum{call="create"}'))).toMatch(/ 60$/);
    expect(told).toContain('scalelite_request_duration_seconds_bucket{call="create",le="30"} 0');
    expect(told).toContain('scalelite_request_duration_seconds_count{call="create"} 1');
  });

  it('add up over processes', () => {
    const [worker, primary] = [createRequestCounter(), createRequestCounter()];
    for (let piece = 0; piece < 3; piece++) {
      worker.observe('join', 'ok', 10);
      primary.add(JSON.parse(JSON.stringify(worker.take())));
    }
    expect(worker.read()).toEqual({});
    expect(lines(primary)).toContain('scalelite_requests_total{call="join",outcome="ok"} 3');
    expect(lines(primary)).toContain('scalelite_request_duration_seconds_bucket{call="join",le="0.02"} 3');
  });

  it('are nothing at first', () => {
    expect(metricsText(requestMetrics(createRequestCounter().read()))).toBe('');
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
