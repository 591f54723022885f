import type { LookupAddress, lookup } from 'node:dns';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createDnsCache } from './dns-cache.ts';

const FIRST = [{ address: '192.0.2.1', family: 4 }];
const SECOND = [
  { address: '192.0.2.2', family: 4 },
  { address: '2001:db8::2', family: 6 },
];
const FAILURE = Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' });

type Done = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** A cache over a name server whose answers are given by hand, and a clock that is set by hand. */
function setUp() {
  const asked: { hostname: string; done: Done }[] = [];
  const clock = { now: 0 };
  const resolve = (hostname: string, _: object, done: Done) => void asked.push({ hostname, done });
  const cached = createDnsCache(resolve as typeof lookup, () => clock.now);
  const ask = (hostname = 'bbb1', all = true) =>
    new Promise<unknown>((done, fail) => {
      cached(hostname, { all }, (error, address, family) =>
        error === null ? done(all ? address : { address, family }) : fail(error),
      );
    });
  const answer = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[] = []) =>
    asked.shift()?.done(error, addresses);
  return { asked, clock, ask, answer };
}

describe('the DNS cache', () => {
  it('asks once in half a minute', async () => {
    const { asked, clock, ask, answer } = setUp();
    const first = ask();
    answer(null, FIRST);
    expect(await first).toEqual(FIRST);
    clock.now = 29_999;
    expect(await ask()).toEqual(FIRST);
    expect(asked).toHaveLength(0);
    clock.now = 30_000;
    const second = ask();
    answer(null, SECOND);
    expect(await second).toEqual(SECOND);
  });

  it('asks once for all who want to know at the same time', async () => {
    const { asked, ask, answer } = setUp();
    const both = Promise.all([ask(), ask(), ask('bbb2')]);
    expect(asked.map(({ hostname }) => hostname)).toEqual(['bbb1', 'bbb2']);
    answer(null, FIRST);
    answer(null, SECOND);
    expect(await both).toEqual([FIRST, FIRST, SECOND]);
  });

  it('answers in the form asked for', async () => {
    const { ask, answer } = setUp();
    const first = ask('bbb1', false);
    answer(null, SECOND);
    expect(await first).toEqual(SECOND[0]);
    expect(await ask('bbb1', true)).toEqual(SECOND);
  });

  it('uses an old answer for ten minutes when the name server fails', async () => {
    const { clock, ask, answer } = setUp();
    const first = ask();
    answer(null, FIRST);
    await first;
    clock.now = 599_999;
    const old = ask();
    answer(FAILURE);
    expect(await old).toEqual(FIRST);
    clock.now = 600_000;
    const late = ask();
    answer(FAILURE);
    await expect(late).rejects.toBe(FAILURE);
  });

  it('does not remember failures', async () => {
    const { ask, answer } = setUp();
    const failed = Promise.allSettled([ask(), ask()]);
    answer(FAILURE);
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = ask();
    answer(null, FIRST);
    expect(await again).toEqual(FIRST);
  });

  it('knows localhost', async () => {
    const address = await promisify(createDnsCache())('localhost', { family: 4 });
    expect(address).toBe('127.0.0.1');
  });
});
