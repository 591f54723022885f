import { describe, expect, it } from 'vitest';
import { contentType } from './content-types.ts';

describe('the content type of a file', () => {
  it.each([
    ['video.MP4', 'video/mp4'],
    ['presentation/1/slide.1.svg', 'image/svg+xml'],
    ['caption_de.vtt', 'text/vtt; charset=utf-8'],
    ['metadata.xml', 'text/xml; charset=utf-8'],
    ['audio.ogg', 'audio/ogg'],
    ['README', 'application/octet-stream'],
    ['mp4', 'application/octet-stream'],
    ['folder.mp4/file', 'application/octet-stream'],
    ['a.constructor', 'application/octet-stream'],
    ['a.', 'application/octet-stream'],
  ])('%s is %s', (name, type) => {
    expect(contentType(name)).toBe(type);
  });
});
