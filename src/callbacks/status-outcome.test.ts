import { describe, expect, it } from 'vitest';
import { SendFailure } from '../cluster/sender.ts';
import { statusOutcome } from './status-outcome.ts';

const later = (why: string) => ({ kind: 'later', why, blame: 'receiver' });
const refused = (why: string) => ({ kind: 'refused', why });

describe('a receiver', () => {
  it.each([
    [200, { kind: 'delivered' }],
    [204, { kind: 'delivered' }],
    [299, { kind: 'delivered' }],
    [302, later('answered 302')],
    [400, refused('answered 400')],
    [404, refused('answered 404')],
    [408, later('answered 408')],
    [410, refused('answered 410')],
    [429, later('answered 429')],
    [500, later('answered 500')],
    [503, later('answered 503')],
  ] as const)('that answers %i', async (status, outcome) => {
    expect(await statusOutcome(async () => ({ status, body: '' }))).toEqual(outcome);
  });

  it('that does not answer may do so later, unless it can never be asked', async () => {
    const failing = (failure: Error) => () => Promise.reject(failure);
    expect(await statusOutcome(failing(new SendFailure('connection refused')))).toEqual(
      later('connection refused'),
    );
    expect(await statusOutcome(failing(new SendFailure('no http(s) URL', { forGood: true })))).toEqual(
      refused('no http(s) URL'),
    );
    await expect(statusOutcome(failing(new Error('a mistake')))).rejects.toThrow('a mistake');
  });
});
