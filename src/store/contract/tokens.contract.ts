import { describe, expect, it } from 'vitest';
import { type OpenSubject, SOON, subjectOf } from './subject.ts';

const VALUE = { recordId: 'record-1', format: 'presentation' };

export function describeTokenStore(name: string, open: OpenSubject): void {
  describe(`${name}: tokens`, () => {
    const subject = subjectOf(open);
    const tokens = () => subject().store.tokens;

    it('can be looked at, and taken once', async () => {
      await tokens().put('t1', VALUE, 60);
      expect(await tokens().peek('t1')).toEqual(VALUE);
      expect(await tokens().take('t1')).toEqual(VALUE);
      expect(await tokens().take('t1')).toBeUndefined();
      expect(await tokens().peek('t1')).toBeUndefined();
    });

    it('go to one of many takers', async () => {
      await tokens().put('t1', VALUE, 60);
      const taken = await Promise.all(Array.from({ length: 20 }, () => tokens().take('t1')));
      expect(taken.filter((value) => value !== undefined)).toEqual([VALUE]);
    });

    it('expire', async () => {
      await tokens().put('t1', VALUE, 0.3);
      await tokens().put('t2', VALUE, 60);
      expect(await tokens().peek('t1')).toEqual(VALUE);
      await expect.poll(() => tokens().peek('t1'), SOON).toBeUndefined();
      expect(await tokens().take('t1')).toBeUndefined();
      expect(await tokens().take('t2')).toEqual(VALUE);
    });

    it('are unknown when never put', async () => {
      expect(await tokens().peek('never')).toBeUndefined();
      expect(await tokens().take('never')).toBeUndefined();
    });
  });
}
