import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPlacement, type Verdict } from './explain-placement.ts';
import { choose, type PlacementRequest } from './placement.ts';
import type { Server } from './server.ts';
import { parseTag } from './tags.ts';

type Explained = Pick<Server, 'id' | 'state' | 'online' | 'load' | 'tag' | 'capacity'> &
  Partial<Pick<Server, 'meetings' | 'users'>>;

const none = { spare: false, placed: 0, joined: 0 };

function server(id: string, change: Partial<Explained> = {}): Explained {
  return { id, state: 'enabled', online: true, load: 10, tag: undefined, ...change };
}

const request = (tag = '', suspects: readonly string[] = []): PlacementRequest => ({
  tag: parseTag(tag),
  exclude: new Set(),
  suspects: new Set(suspects),
});

function verdicts(servers: readonly Explained[], asked = request()): [string, Verdict][] {
  return explainPlacement(servers, asked).map(({ server: { id }, verdict }) => [id, verdict]);
}

describe('an explained placement', () => {
  it('tells the server with the least load, and which ones would be next', () => {
    const servers = [server('c', { load: 30 }), server('a', { load: 20 }), server('b')];
    expect(verdicts(servers)).toEqual([
      ['b', 'chosen'],
      ['a', 'load'],
      ['c', 'load'],
    ]);
  });

  it('tells what the operator or the poller has against a server', () => {
    const servers = [
      server('disabled', { state: 'disabled', load: undefined }),
      server('cordoned', { state: 'cordoned' }),
      server('offline', { online: false, load: undefined }),
      server('new', { load: undefined }),
    ];
    expect(verdicts(servers)).toEqual([
      ['disabled', 'disabled'],
      ['cordoned', 'cordoned'],
      ['offline', 'offline'],
      ['new', 'unpolled'],
    ]);
  });

  it('tells whose tag does not fit, and that the untagged ones are only asked for want of others', () => {
    const servers = [
      server('plain', { load: 0 }),
      server('big', { tag: 'big' }),
      server('gpu', { tag: 'gpu' }),
    ];
    expect(verdicts(servers)).toEqual([
      ['plain', 'chosen'],
      ['big', 'tag'],
      ['gpu', 'tag'],
    ]);
    expect(verdicts(servers, request('big'))).toEqual([
      ['big', 'chosen'],
      ['plain', 'fallback'],
      ['gpu', 'tag'],
    ]);
    expect(verdicts(servers, request('big!'))).toContainEqual(['plain', 'tag']);
    expect(verdicts(servers, request('huge'))).toContainEqual(['plain', 'chosen']);
    expect(verdicts(servers, request('huge!')).map(([, verdict]) => verdict)).toEqual(['tag', 'tag', 'tag']);
  });

  it('tells a suspect, unless all are', () => {
    const servers = [server('a', { load: 0 }), server('b')];
    expect(verdicts(servers, request('', ['a']))).toEqual([
      ['b', 'chosen'],
      ['a', 'suspect'],
    ]);
    expect(verdicts(servers, request('', ['a', 'b']))).toEqual([
      ['a', 'chosen'],
      ['b', 'load'],
    ]);
  });

  it('tells who is full, and that a spare waits for the others', () => {
    const servers = [
      server('full', { load: 0, users: 7, capacity: { ...none, maxUsers: 9, joined: 2 } }),
      server('spare', { load: 0, capacity: { ...none, spare: true } }),
      server('busy', { load: 90 }),
    ];
    expect(verdicts(servers, request('', ['busy']))).toEqual([
      ['busy', 'chosen'],
      ['spare', 'spare'],
      ['full', 'full'],
    ]);
    expect(verdicts(servers.slice(0, 2))).toEqual([
      ['spare', 'chosen'],
      ['full', 'full'],
    ]);
  });

  it('tells that of equals the first by name is chosen', () => {
    expect(verdicts([server('b'), server('a')])).toEqual([
      ['a', 'chosen'],
      ['b', 'order'],
    ]);
  });

  it('chooses what placement chooses, names every server once, and stays true when the chosen one goes', () => {
    const pool = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1, maxLength: 3 }),
        state: fc.constantFrom(
          'enabled' as const,
          'enabled' as const,
          'cordoned' as const,
          'disabled' as const,
        ),
        online: fc.boolean(),
        load: fc.option(fc.constantFrom(0, 1, 1.5, 2), { nil: undefined }),
        tag: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
        meetings: fc.constantFrom(1, 2),
        capacity: fc.constantFrom(none, none, { ...none, spare: true }, { ...none, maxMeetings: 2 }),
      }),
      { selector: ({ id }) => id, maxLength: 8 },
    );
    const tags = fc.constantFrom('', 'x', 'x;y', 'y!', 'none', 'x;none!', 'z', '!');
    fc.assert(
      fc.property(pool, tags, fc.func(fc.boolean()), (servers, tag, isSuspect) => {
        const suspects = servers.map(({ id }) => id).filter(isSuspect);
        const asked = request(tag, suspects);
        const told = explainPlacement(servers, asked);
        const chosen = told.filter(({ verdict }) => verdict === 'chosen').map((one) => one.server);
        const best = choose(servers, asked);
        expect(chosen).toEqual(best ? [best] : []);
        expect(told.map(({ server: { id } }) => id).sort()).toEqual(servers.map(({ id }) => id).sort());
        const next = told.find(({ verdict }) => ['spare', 'suspect', 'load', 'order'].includes(verdict));
        if (next && best)
          expect(choose(servers, { ...asked, exclude: new Set([best.id]) })).toBe(next.server);
      }),
    );
  });
});
