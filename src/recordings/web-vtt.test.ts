import { describe, expect, it } from 'vitest';
import { BadTrack, toWebVtt } from './web-vtt.ts';

const bytes = (text: string) => Buffer.from(text);

describe('an uploaded text track', () => {
  it('stays as it is when it is WebVTT', () => {
    const vtt = 'WEBVTT - A title\r\n\r\n00:00.000 --> 00:04.000\r\nHällo <v Eva>& you\r\n';
    expect(toWebVtt(bytes(`\ufeff${vtt}`))).toBe(
      'WEBVTT - A title\n\n00:00.000 --> 00:04.000\nHällo <v Eva>& you\n',
    );
    expect(toWebVtt(bytes('WEBVTT'))).toBe('WEBVTT\n');
  });

  it('becomes WebVTT when it is SubRip', () => {
    const srt = `1\r\n00:00:01,500 --> 00:00:04,25 X1:10\r\n{\\an8}<font color="red">One</font> & <i>two</i>\r\nline --> 2\r\n\r\n
2\n1:02:03.4 --> 101:02:04,000\nThree\n\n3\n00:00:09,000 --> 00:00:10,000\n\n`;
    expect(toWebVtt(bytes(srt))).toBe(
      'WEBVTT\n\n00:00:01.500 --> 00:00:04.250\nOne &amp; <i>two</i>\nline → 2\n\n01:02:03.400 --> 101:02:04.000\nThree\n',
    );
  });

  it('is read as old Windows wrote it when it is no UTF-8', () => {
    const srt = Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nÄrger\n', 'latin1');
    expect(toWebVtt(srt)).toContain('Ärger');
  });

  it('is refused when it is neither', () => {
    for (const text of [
      '',
      'WEBVTTX\n',
      'hello',
      '[Script Info]\nTitle: x',
      '1\n00:00:01,000 --> 00:00:02,000\n',
    ]) {
      expect(() => toWebVtt(bytes(text))).toThrow(BadTrack);
    }
  });
});
