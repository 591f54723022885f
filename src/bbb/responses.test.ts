import { describe, expect, it } from 'vitest';
import { BbbError, errors } from './errors.ts';
import { failed, success } from './responses.ts';
import { element } from './xml.ts';

describe('responses', () => {
  it('wraps a body in success', () => {
    expect(success(element('running', 'false'))).toBe(
      '<response><returncode>SUCCESS</returncode><running>false</running></response>',
    );
  });

  it('tells a failure by key and message', () => {
    expect(failed(errors.checksumError())).toBe(
      '<?xml version="1.0"?>\n<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey>' +
        '<message>You did not pass the checksum security check</message></response>',
    );
  });

  it('escapes what a client put into a failure', () => {
    expect(failed(errors.serverTagUnavailable('<a>\0'))).toContain('tag=&lt;a&gt;.</message>');
    expect(failed(new BbbError('a&b', ''))).toContain('<messageKey>a&amp;b</messageKey><message></message>');
  });
});
