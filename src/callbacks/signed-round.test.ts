import { describe, expect, it } from 'vitest';
import { SendFailure } from '../cluster/sender.ts';
import { signedRound } from './signed-round.ts';

/** A round over a receiver that answers each secret so; tells the outcome and the secrets that were tried. */
async function round(answers: Readonly<Record<string, number | SendFailure>>, stopAt: number[] = [404, 410]) {
  const tried: string[] = [];
  const post = async (secret: string) => {
    tried.push(secret);
    const answer = answers[secret];
    if (typeof answer !== 'number') throw answer;
    return { status: answer, body: '' };
  };
  const outcome = await signedRound({ secrets: Object.keys(answers), stopAt, post });
  return { outcome, tried };
}

const silent = new SendFailure('connection refused');
const delivered = { kind: 'delivered' };
const refused = (why: string) => ({ kind: 'refused', why });
const later = (why: string) => ({ kind: 'later', why, blame: 'receiver' });

describe('a round of signed posts', () => {
  it.each([
    ['ends with the first secret that is taken', { a: 204, b: 200 }, delivered, ['a']],
    ['goes on to the next secret', { a: 401, b: 200 }, delivered, ['a', 'b']],
    ['goes on after a failure too', { a: 500, b: 201 }, delivered, ['a', 'b']],
    ['ends for good where nobody is at home', { a: 404, b: 200 }, refused('answered 404'), ['a']],
    ['ends for good where the meeting is gone', { a: 410, b: 200 }, refused('answered 410'), ['a']],
    ['is not repeated when every secret is refused', { a: 401, b: 422 }, refused('answered 422'), ['a', 'b']],
    ['is repeated when one of them met a failure', { a: 503, b: 403 }, later('answered 503'), ['a', 'b']],
    ['is repeated after a failure behind a refusal', { a: 403, b: 502 }, later('answered 502'), ['a', 'b']],
    ['is repeated when the receiver was too busy', { a: 429 }, later('answered 429'), ['a']],
    ['is repeated when the receiver was too slow', { a: 408 }, later('answered 408'), ['a']],
    ['is repeated when it was sent elsewhere', { a: 302 }, later('answered 302'), ['a']],
    ['ends where nobody answers, to be repeated', { a: silent, b: 200 }, later('connection refused'), ['a']],
    [
      'ends for good at an address that is none',
      { a: new SendFailure('no http(s) URL', { forGood: true }) },
      refused('no http(s) URL'),
      ['a'],
    ],
    ['needs a secret', {}, refused('there is no secret to sign it with'), []],
  ] as const)('%s', async (_, answers, outcome, tried) => {
    expect(await round(answers)).toEqual({ outcome, tried });
  });

  it('passes over a 404 where that means nothing special', async () => {
    expect((await round({ a: 404, b: 204 }, [])).outcome).toEqual(delivered);
  });

  it('is given up with its tenant', async () => {
    const post = async () => ({ status: 200, body: '' });
    expect(await signedRound({ secrets: undefined, stopAt: [], post })).toEqual(
      refused('its tenant is gone'),
    );
  });
});
