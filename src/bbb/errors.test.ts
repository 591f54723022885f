import { describe, expect, it } from 'vitest';
import { BbbError, errors } from './errors.ts';

describe('errors', () => {
  it('carries key and message as front-ends know them', () => {
    const error = errors.notFound();
    expect(error).toBeInstanceOf(BbbError);
    expect(error).toMatchObject({
      key: 'notFound',
      message: 'We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?',
    });
  });

  it('names the tag that has no server', () => {
    expect(errors.serverTagUnavailable('a;b').message).toBe(
      'There is no available server with the required tag=a;b.',
    );
  });

  it('keeps the cause for the log and out of the message', () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.7:6379');
    const error = errors.storeUnavailable(cause);
    expect(error.cause).toBe(cause);
    expect(error.message).not.toContain('10.0.0.7');
  });

  it('takes any words for an internalError', () => {
    expect(errors.internalError('Sorry.')).toMatchObject({ key: 'internalError', message: 'Sorry.' });
  });
});
