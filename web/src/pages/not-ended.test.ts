import { describe, expect, it } from 'vitest';
import { texts } from '../i18n/i18n.ts';
import { notEndedText } from './not-ended.ts';

const refused = (id: string) => ({
  id,
  reason: 'server bbb1: refused',
  why: { code: 'noAnswer', values: { server: 'bbb1', reason: 'refused' } },
});

describe('meetings that their server did not end', () => {
  it('are none when all have ended', () => {
    expect(notEndedText(texts(), [], 'remembered')).toBeUndefined();
  });

  it('are told with the reason, and with what becomes of them', () => {
    expect(notEndedText(texts(), [refused('room-1')], 'remembered')).toBe(
      'The meeting room-1 is off the records, but its server did not end it (bbb1: nobody listens there). ' +
        'What still runs there is ended once the server answers.',
    );
  });

  it('are told by the names of some when they are many, each reason once', () => {
    const many = Array.from({ length: 240 }, (_, number) => refused(`room-${number}`));
    const odd = { id: 'odd', reason: 'Nobody may', why: null };
    const text = notEndedText(texts(), [...many, odd], 'left');
    expect(text).toContain('241 meetings are off the records');
    expect(text).toContain(
      '(bbb1: nobody listens there; Nobody may): room-0, room-1, room-2, room-3, room-4, ….',
    );
    expect(text).toContain('has to be ended on the server itself');
  });
});
