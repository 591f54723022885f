import { describe, expect, it } from 'vitest';
import { BadFault, createFaultSwitch, faultKinds, msOf, parseFault } from './faults.ts';

describe('a fault from a command line', () => {
  it('may be any of the table', () => {
    for (const kind of faultKinds) expect(parseFault({ kind }).kind).toBe(kind);
  });

  it('is refused with the list of those there are when it is unknown', () => {
    expect(() => parseFault({ kind: 'explode' })).toThrow(/no fault explode.*refuse, hangConnect, hang/s);
    expect(() => parseFault({ kind: 'toString' })).toThrow(BadFault);
  });

  it('is refused when it has no use for an option', () => {
    expect(() => parseFault({ kind: 'refuse', calls: ['create'] })).toThrow('refuse takes no calls');
    expect(() => parseFault({ kind: 'hangConnect', times: 2 })).toThrow('hangConnect takes no times');
    expect(() => parseFault({ kind: 'hang', ms: 5 })).toThrow('hang takes no ms');
    expect(() => parseFault({ kind: 'html', key: 'x' })).toThrow('html takes no key');
    expect(() => parseFault({ kind: 'html', message: 'x' })).toThrow('html takes no message');
  });

  it('is refused when a value makes no sense', () => {
    expect(() => parseFault({ kind: 'slow', ms: -1 })).toThrow(BadFault);
    expect(() => parseFault({ kind: 'slow', ms: 'soon' })).toThrow(BadFault);
    expect(() => parseFault({ kind: 'hang', times: 0 })).toThrow(BadFault);
    expect(() => parseFault({ kind: 'hang', calls: [] })).toThrow(BadFault);
    expect(() => parseFault({ kind: 'hang', sped: 1 })).toThrow(BadFault);
  });

  it('may set a clock back', () => {
    expect(msOf(parseFault({ kind: 'clockSkew', ms: -60_000 }))).toBe(-60_000);
  });

  it('has the table’s time when none is given', () => {
    expect(msOf({ kind: 'slow' })).toBe(5000);
    expect(msOf({ kind: 'slow', ms: 0 })).toBe(0);
    expect(msOf({ kind: 'hang' })).toBe(0);
  });
});

describe('the faults of a server', () => {
  it('strike every call, or only those named', () => {
    const faults = createFaultSwitch();
    faults.set([{ kind: 'hang', calls: ['create'] }, { kind: 'slow' }]);
    expect(faults.take('create')?.kind).toBe('hang');
    expect(faults.take('join')?.kind).toBe('slow');
  });

  it('strike as often as they were told, then the next in line', () => {
    const faults = createFaultSwitch();
    faults.set([
      { kind: 'hang', times: 2 },
      { kind: 'slow', times: 1 },
    ]);
    expect([1, 2, 3, 4].map(() => faults.take('create')?.kind)).toEqual(['hang', 'hang', 'slow', undefined]);
    expect(faults.list()).toEqual([]);
  });

  it('take the place of those before', () => {
    const faults = createFaultSwitch();
    faults.set([{ kind: 'hang' }]);
    faults.set([]);
    expect(faults.take('create')).toBeUndefined();
  });
});
