import { describe, expect, it } from 'vitest';
import { auditActions } from '../../../src/audit/entry.ts';
import { reasons } from '../../../src/cluster/reasons.ts';
import { failures } from '../../../src/operations/failure-codes.ts';
import { problemCodes } from '../../../src/operations/problem-codes.ts';
import en from './en.json' with { type: 'json' };

const texts: Readonly<Record<string, string>> = en;
const textsOf = (kind: string): string[] =>
  Object.keys(texts)
    .filter((key) => key.startsWith(`${kind}.`))
    .map((key) => key.slice(kind.length + 1))
    .sort();
const gapsOf = (text: string): string[] => text.match(/\{\w+\}/g) ?? [];

/** German and French have the same ones: that is told where all texts are looked at. */
describe('the texts of the server', () => {
  it('are there for each failure, and for none that is no more', () => {
    expect(textsOf('failure')).toEqual(Object.keys(failures).sort());
  });

  it.each(Object.entries(failures))('ask for nothing that %s does not tell', (code, [, sentence]) => {
    const text = texts[`failure.${code}`] ?? '';
    expect(gapsOf(text).filter((gap) => !sentence.includes(gap))).toEqual([]);
  });

  it('are there for each reason', () => {
    expect(textsOf('reason')).toEqual(Object.keys(reasons).sort());
  });

  it.each(Object.entries(reasons))('ask of the reason %s for nothing that is not told', (code, words) => {
    expect(gapsOf(texts[`reason.${code}`] ?? '').filter((gap) => !words.includes(gap))).toEqual([]);
  });

  it('are there for each problem of a field', () => {
    expect(textsOf('problem')).toEqual(['of', ...problemCodes].sort());
  });

  it('are there for all that the audit log tells of', () => {
    expect(textsOf('did')).toEqual([...auditActions].sort());
  });
});
