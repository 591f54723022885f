import { describe, expect, it } from 'vitest';
import { CallFailure } from '../../bbb/client.ts';
import type { Server } from '../../cluster/server.ts';
import { server } from '../../cluster/testing.ts';
import type { Asked } from './ask-server.ts';
import { checkServers } from './servers.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const DAY_MS = 86_400_000;

const answered = (version: string, messageKey?: string): Asked['answer'] => {
  const returncode = messageKey === undefined ? 'SUCCESS' : 'FAILED';
  return { kind: 'answered', head: { returncode, messageKey, message: undefined }, version };
};

function asked(id: string, fields: Partial<Server> = {}, more: Partial<Asked> = {}): Asked {
  return {
    server: server(id, fields),
    answer: answered('3.0.19'),
    probe: { clockAheadMs: 20, certificateUntil: NOW + 60 * DAY_MS },
    ...more,
  };
}

function told(...all: Asked[]): string[] {
  return checkServers(all, NOW).map(({ severity, text }) => `${severity}: ${text}`);
}

const failed = (reason: CallFailure['reason']): Partial<Asked> => ({
  answer: { kind: 'failed', failure: new CallFailure('notSent', reason, 'a') },
});
const refusing = (messageKey: string): Partial<Asked> => ({ answer: answered('3.0.19', messageKey) });

describe('the doctor, of the servers', () => {
  it('finds nothing where all is well', () => {
    expect(told(asked('a'), asked('b', { state: 'cordoned' }))).toEqual([
      'ok: 2 servers answer and accept our checksum',
    ]);
  });

  it.each([
    [asked('a', {}, failed('refused')), 'problem: a (enabled) does not answer: refused'],
    [asked('a', {}, failed('aborted')), 'problem: a (enabled) does not answer: timeout'],
    [asked('a', { state: 'disabled' }, failed('dns')), 'warning: a (disabled) does not answer: dns'],
    [
      asked('a', {}, { answer: { kind: 'strange' } }),
      "problem: a (enabled) answers something that is not BBB's",
    ],
    [asked('a', {}, refusing('checksumError')), 'problem: a (enabled) does not accept our checksum'],
    [asked('a', {}, refusing('tooBusy')), 'problem: a (enabled) refuses to list its meetings: tooBusy'],
    [asked('a', { online: false }), 'warning: a (enabled) answers, but is offline for the poller'],
    [asked('a', { id: 'x' }, failed('tls')), 'problem: x (a, enabled) does not answer: tls'],
    [asked('a', { url: 'https://a/' }), 'warning: The URL of a does not end in /api: https://a/'],
    [
      asked('a', {}, { probe: { clockAheadMs: -61_000, certificateUntil: undefined } }),
      "warning: The clock of a (enabled) is 61 s behind this machine's",
    ],
    [
      asked('a', {}, { probe: { clockAheadMs: 0, certificateUntil: NOW + 5.5 * DAY_MS } }),
      'warning: The TLS certificate of a (enabled) runs out in 5 days',
    ],
    [
      asked('a', {}, { probe: { clockAheadMs: 0, certificateUntil: NOW + 1.5 * DAY_MS } }),
      'problem: The TLS certificate of a (enabled) runs out in 1 day',
    ],
    [
      asked('a', {}, { ...failed('tls'), probe: { clockAheadMs: 0, certificateUntil: NOW - DAY_MS } }),
      'problem: The TLS certificate of a (enabled) has run out',
    ],
  ])('finds a single trouble: %#', (one, finding) => {
    const found = told(asked('good'), one).filter((text) => !text.startsWith('ok'));
    expect(found.some((text) => text.startsWith(finding)) ? finding : found).toBe(finding);
  });

  it.each([
    [[], 'problem: The pool has no servers'],
    [
      [asked('a', { load: undefined })],
      'problem: No server may take meetings: none that is enabled is online',
    ],
    [
      [asked('a', { state: 'disabled', load: undefined })],
      'problem: No server may take meetings: none is enabled',
    ],
    [
      [asked('a'), asked('b', {}, { answer: answered('2.7.1') })],
      'warning: The servers run different versions: 3.0.19 on a; 2.7.1 on b',
    ],
    [
      [asked('a'), asked('b', { url: 'https://A:443/other/api' })],
      'problem: a, b are one machine (a): it gets twice its share',
    ],
  ])('finds what is wrong with the pool: %#', (all, finding) => {
    expect(told(...all)).toContain(finding);
  });

  it('does not tell of a thousand servers that can not be reached', () => {
    const many = Array.from({ length: 1000 }, (_, index) => asked(`s${index}`, {}, failed('connectTimeout')));
    const found = told(...many);
    expect(found).toHaveLength(51);
    expect(found.at(-1)).toBe('warning: 950 more findings about servers');
  });
});
