import { expect, it } from 'vitest';
import { checkPolling } from './activity.ts';

const NOW = 1_900_000_000_000;

it.each([
  [undefined, 'problem: No poll of the last day is on record: is there a poller?'],
  [NOW - 2000, 'ok: The last poll was 2 s ago'],
  [NOW + 500, 'ok: The last poll was 0 s ago'],
  [NOW - 190_000, 'ok: The last poll was 3 minutes ago'],
  [NOW - 240_000, 'problem: The last poll was 4 minutes ago: no poller runs'],
  [NOW - 10_800_000, 'problem: The last poll was 3 hours ago: no poller runs'],
])('the doctor tells whether the poller does its rounds: %s', (last, finding) => {
  const { severity, text } = checkPolling(last, NOW, { pollIntervalMs: 60_000, anyOnline: false });
  expect(`${severity}: ${text}`).toBe(finding);
});

it('the doctor does not take the poller of a Ruby Scalelite for none', () => {
  expect(checkPolling(undefined, NOW, { pollIntervalMs: 60_000, anyOnline: true }).severity).toBe('warning');
});
