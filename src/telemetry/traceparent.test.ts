import { describe, expect, it } from 'vitest';
import { traceHeaders, traceOf } from './traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const always = () => true;
const never = () => false;
const parent = (text: string) => ({ parent: text, state: undefined });

describe('the trace of a request', () => {
  it('is that of who asked, and goes on with a span of its own', () => {
    const trace = traceOf({ parent: `00-${TRACE}-${SPAN}-01`, state: 'vendor=1' }, never);
    expect(trace).toMatchObject({ traceId: TRACE, parentId: SPAN, state: 'vendor=1' });
    expect(trace?.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(trace && traceHeaders(trace, trace.spanId)).toEqual({
      traceparent: `00-${TRACE}-${trace?.spanId}-01`,
      tracestate: 'vendor=1',
    });
  });

  it('is not recorded where who asked does not', () => {
    expect(traceOf(parent(`00-${TRACE}-${SPAN}-00`), always)).toBeUndefined();
  });

  it('begins here where who asked says nothing that can be read', () => {
    const bad = [
      '',
      'x',
      `00-${'0'.repeat(32)}-${SPAN}-01`,
      `00-${TRACE}-${'0'.repeat(16)}-01`,
      `ff-${TRACE}-${SPAN}-01`,
    ];
    for (const text of bad) {
      const trace = traceOf(parent(text), always);
      expect(trace?.parentId).toBeUndefined();
      expect(trace?.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(trace?.traceId).not.toBe(TRACE);
      expect(traceOf(parent(text), never)).toBeUndefined();
    }
  });

  it('of a later version is read as far as it is known', () => {
    expect(traceOf(parent(`01-${TRACE}-${SPAN}-01-more`), never)).toMatchObject({ traceId: TRACE });
  });

  it('passes on no state without end', () => {
    const given = { parent: `00-${TRACE}-${SPAN}-01`, state: 'x'.repeat(10_000) };
    expect(traceOf(given, never)?.state).toBeUndefined();
  });
});
