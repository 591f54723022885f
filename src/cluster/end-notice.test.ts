import { describe, expect, it } from 'vitest';
import { type EndNotice, fitsNotice, readEndNotice, writeEndNotice } from './end-notice.ts';
import { createOwnSignature } from './own-signature.ts';

function signatureOf(secret: string) {
  const signature = createOwnSignature({ secretKeyBase: secret, secrets: [] });
  if (signature === undefined) throw new Error('there is no signature');
  return signature;
}

const notice: EndNotice = {
  createdAt: 1_795_309_971_624,
  serverId: 'bbb1',
  meetingId: 'Zoë’s room',
  ownId: undefined,
  param: 'meetingEndedURL',
  url: 'https://lms/ended?a=%2F&b=ü',
};

describe('the notice in a URL of ours', () => {
  const ours = signatureOf('ours');

  it.each([
    notice,
    { ...notice, url: undefined },
    { ...notice, param: 'meta_endCallbackUrl', ownId: 'theirs' } as const,
  ])('is read as it was written: %j', (said) => {
    const word = writeEndNotice(ours, said);
    expect(word).toMatch(/^[\w.-]+$/);
    expect(readEndNotice(ours, word)).toEqual(said);
  });

  it('is read back whatever fits it', () => {
    const url = `https://lms/${'x'.repeat(32 * 1024 - 14)}`;
    expect([fitsNotice(url), fitsNotice(`${url}x`)]).toEqual([true, false]);
    const said = { ...notice, meetingId: 'ü'.repeat(256), ownId: 'ü'.repeat(256), url };
    expect(readEndNotice(ours, writeEndNotice(ours, said))).toEqual(said);
  });

  it('is no one’s but ours', () => {
    const word = writeEndNotice(signatureOf('theirs'), notice);
    expect(readEndNotice(ours, word)).toBeUndefined();
    const [text = '', signature = ''] = writeEndNotice(ours, notice).split('.');
    const other = writeEndNotice(ours, { ...notice, meetingId: 'other' }).split('.')[0];
    for (const forged of ['', '.', text, `${text}.`, `.${signature}`, `${other}.${signature}`, `${word}.x`])
      expect(readEndNotice(ours, forged)).toBeUndefined();
  });

  it('is nothing where its signature stands for something else', () => {
    const text = Buffer.from('{"url":"x"}').toString('base64url');
    const word = `${text}.${ours.sign('the end of a meeting', text)}`;
    expect(readEndNotice(ours, word)).toBeUndefined();
  });
});
