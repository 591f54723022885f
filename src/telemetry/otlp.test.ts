import { describe, expect, it, onTestFinished } from 'vitest';
import { startHttp } from '../../test/helpers/servers.ts';
import { createTraceExporter } from './otlp.ts';
import type { Span } from './span.ts';

const span = (change: Partial<Span> = {}): Span => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentId: undefined,
  name: 'create',
  kind: 'server',
  began: 10,
  ended: 12.5,
  attributes: { 'scalelite.server': 'one', 'http.response.status_code': 200, 'scalelite.tenant': undefined },
  failed: undefined,
  ...change,
});

interface Told {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly path: string | undefined;
  readonly spans: readonly Record<string, unknown>[];
}

/** A collector that answers as it is told to; undefined: never. */
async function setUp(status: () => number | undefined, everyMs = 20) {
  const told: Told[] = [];
  const { port } = await startHttp(async (message, response) => {
    let text = '';
    for await (const piece of message.setEncoding('utf8')) text += piece;
    const [resource] = JSON.parse(text).resourceSpans;
    told.push({ headers: message.headers, path: message.url, spans: resource.scopeSpans[0].spans });
    const answer = status();
    if (answer !== undefined) response.writeHead(answer).end('{}');
  });
  let dropped = 0;
  const lines: string[] = [];
  const note = (_: object, message: string) => void lines.push(message);
  const exporter = createTraceExporter({
    endpoint: `http://127.0.0.1:${port}`,
    headers: [
      ['authorization', 'Bearer%20of-the-collector'],
      ['x-plain', ' 100% plain '],
    ],
    service: 'scalelite',
    version: '1.2.3',
    ratio: 0.5,
    dropped: (count) => {
      dropped += count;
    },
    random: () => 0.7,
    log: { debug: note, info: note, warn: note, error: note },
    everyMs,
    lastTimeoutMs: 100,
  });
  onTestFinished(() => exporter.stop());
  return { told, exporter, lines, dropped: () => dropped };
}

describe('traces', () => {
  it('reach a collector, as OTLP wants them', async () => {
    const { told, exporter } = await setUp(() => 200);
    exporter.record(span());
    exporter.record(span({ kind: 'client', parentId: 'aaaaaaaaaaaaaaaa', failed: 'refused' }));
    await expect.poll(() => told.flatMap(({ spans }) => spans).length).toBe(2);
    expect(told[0]).toMatchObject({
      path: '/v1/traces',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer of-the-collector',
        'x-plain': '100% plain',
      },
    });
    const [first, second] = told.flatMap(({ spans }) => spans);
    expect(first).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      name: 'create',
      kind: 2,
      startTimeUnixNano: expect.stringMatching(/^\d{19}$/),
      endTimeUnixNano: expect.stringMatching(/^\d{19}$/),
      attributes: [
        { key: 'scalelite.server', value: { stringValue: 'one' } },
        { key: 'http.response.status_code', value: { intValue: '200' } },
      ],
    });
    const took = BigInt(String(first?.['endTimeUnixNano'])) - BigInt(String(first?.['startTimeUnixNano']));
    expect(took).toBe(2_500_000n);
    expect(second).toMatchObject({
      kind: 3,
      parentSpanId: 'aaaaaaaaaaaaaaaa',
      status: { code: 2, message: 'refused' },
    });
  });

  it('that are left at the end still go', async () => {
    const { told, exporter } = await setUp(() => 200, 60_000);
    for (let n = 0; n < 700; n++) exporter.record(span());
    await exporter.stop();
    expect(told.flatMap(({ spans }) => spans)).toHaveLength(700);
  });

  it('are dropped where the collector takes none, which is told once', async () => {
    let status = 503;
    const { told, exporter, lines, dropped } = await setUp(() => status);
    exporter.record(span());
    await expect.poll(dropped).toBe(1);
    exporter.record(span());
    await expect.poll(dropped).toBe(2);
    status = 200;
    exporter.record(span());
    await expect.poll(() => told.length).toBe(3);
    await expect
      .poll(() => lines)
      .toEqual(['the collector of traces takes nothing', 'the collector of traces takes them again']);
  });

  it('wait for a collector that hangs in a bounded place, and nobody waits with them', async () => {
    const { exporter, dropped } = await setUp(() => undefined);
    for (let n = 0; n < 10_000; n++) exporter.record(span());
    expect(dropped()).toBe(10_000 - 4096 - 512);
    await exporter.stop();
    expect(dropped()).toBe(10_000);
  });

  it('are recorded for a part of the requests', async () => {
    const { exporter } = await setUp(() => 200);
    expect(exporter.sampled()).toBe(false);
  });
});
