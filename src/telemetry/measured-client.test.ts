import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startHttp } from '../../test/helpers/servers.ts';
import { createBbbClient } from '../bbb/client.ts';
import { measuredClient } from './measured-client.ts';
import { currentRequest, duringRequest, newRequest, outsideRequests } from './request.ts';
import type { Span } from './span.ts';
import { createTally } from './tally.ts';

const TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

async function setUp() {
  const seen: IncomingHttpHeaders[] = [];
  const { port, close } = await startHttp((message, response) => {
    seen.push(message.headers);
    response.end('<response><returncode>SUCCESS</returncode></response>');
  });
  const spans: Span[] = [];
  const tally = createTally();
  const plain = createBbbClient({ hash: 'SHA256', connectTimeoutMs: 1000, responseTimeoutMs: 1000 });
  onTestFinished(() => plain.close());
  const tracer = { sampled: () => true, record: (span: Span) => void spans.push(span) };
  const client = measuredClient(plain, { tally, tracer });
  const server = {
    id: 'one',
    url: `http://127.0.0.1:${port}/bigbluebutton/api`,
    secret: 'hidden',
    online: true,
  };
  return { seen, spans, tally, client, server, close };
}

const context = (trace = false) =>
  newRequest('of-the-client', trace ? { ...TRACE, parentId: undefined, state: undefined } : undefined);

describe('a call to a BBB server', () => {
  it('carries the ID of the request that it is made for', async () => {
    const { seen, client, server } = await setUp();
    const about = context();
    await duringRequest(about, () => client.call(server, { call: 'create', params: [] }));
    expect(seen[0]?.['x-request-id']).toBe('of-the-client');
    expect(seen[0]?.['traceparent']).toBeUndefined();
    expect(about.server).toBe('one');
  });

  it('carries none where there is no request, such as a poll', async () => {
    const { seen, client, server, spans } = await setUp();
    await client.call(server, { call: 'getMeetings' });
    expect(seen[0]?.['x-request-id']).toBeUndefined();
    expect(spans).toEqual([]);
  });

  it('carries the trace on, as a span of its own', async () => {
    const { seen, spans, client, server } = await setUp();
    const params = [{ name: 'password', value: 'hidden too' }];
    await duringRequest(context(true), () => client.call(server, { call: 'end', params }));
    await expect.poll(() => spans.length).toBe(1);
    expect(seen[0]?.['traceparent']).toBe(`00-${TRACE.traceId}-${spans[0]?.spanId}-01`);
    expect(spans[0]).toMatchObject({ parentId: TRACE.spanId, name: 'bbb end', kind: 'client' });
    expect(JSON.stringify(spans)).not.toMatch(/hidden|checksum/);
  });

  it('is counted by server, and by why there was no answer', async () => {
    const { tally, client, server, close } = await setUp();
    await client.call(server, { call: 'getMeetings' });
    await close();
    await expect(client.call(server, { call: 'getMeetings' })).rejects.toThrow();
    const { upstream, upstreamSeconds } = tally.read();
    expect(upstream).toEqual({ 'one\u0000ok': [1], 'one\u0000refused': [1] });
    expect(upstreamSeconds?.['one']?.slice(1).reduce((sum, count) => sum + count)).toBe(1);
  });

  it('is answered when the answer is there, however long it takes to read, and whether it can be', async () => {
    const { tally, client, server } = await setUp();
    const unreadable = (): never => {
      const until = performance.now() + 500;
      while (performance.now() < until);
      throw new Error('unreadable');
    };
    await expect(client.read(server, { call: 'getMeetings' }, unreadable)).rejects.toThrow('unreadable');
    const { upstream, upstreamSeconds } = tally.read();
    expect(upstream).toEqual({ 'one\u0000ok': [1] });
    // Their sum, in seconds.
    expect(upstreamSeconds?.['one']?.[0]).toBeLessThan(0.5);
  });
});

describe('the ID of a request', () => {
  it('is what the client gave, if others can read it, else a new one', () => {
    expect(newRequest('abc-123.x:/=+@~').id).toBe('abc-123.x:/=+@~');
    for (const given of [undefined, '', 'a b', 'a"b', 'é', 'a\nb', 'x'.repeat(101)])
      expect(newRequest(given).id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  it('belongs to all that is done for it, and to nothing else', async () => {
    const seen = async (): Promise<string | undefined> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return currentRequest()?.id;
    };
    const both = await Promise.all(['one', 'two'].map((id) => duringRequest(newRequest(id), seen)));
    expect(both).toEqual(['one', 'two']);
    expect(await seen()).toBeUndefined();
    expect(await duringRequest(newRequest('three'), () => outsideRequests(seen))).toBeUndefined();
  });
});
