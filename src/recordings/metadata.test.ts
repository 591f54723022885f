import { describe, expect, it } from 'vitest';
import { metadataXml } from '../simulator/archives/metadata.ts';
import { simulateRecording } from '../simulator/archives/recording.ts';
import { BadMetadata, readMetadata } from './metadata.ts';

interface Parts {
  readonly recording?: string;
  readonly meta?: string;
  readonly playback?: string;
}

const PLAYBACK = '<format>presentation</format><link>/playback/x</link>';

function read({
  recording = '<id>rec-1</id>',
  meta = '<meetingId>m</meetingId>',
  playback = PLAYBACK,
}: Parts) {
  return readMetadata(
    Buffer.from(`<recording>${recording}<meta>${meta}</meta><playback>${playback}</playback></recording>`),
  );
}

function fault(parts: Parts): string {
  try {
    read(parts);
  } catch (error) {
    if (error instanceof BadMetadata) return error.message;
    throw error;
  }
  return 'none';
}

describe('metadata.xml', () => {
  it('is read as BBB writes it', () => {
    const name = 'Übung & <Ende> 日本 🎥';
    const recording = simulateRecording({
      seed: 1,
      name,
      slides: 2,
      meta: { 'tenant-id': 't1', 'bbb-Origin': '' },
    });
    const { recordId, meetingId, startTime, endTime, participants } = recording;
    const image = (n: number) => ({
      width: 176,
      height: 136,
      alt: `Slide ${n}: «${recordId.slice(0, 4)}» & more`,
      url: expect.stringMatching(new RegExp(`^/presentation/${recordId}/.*/thumb-${n}\\.png$`)),
      sequence: n - 1,
    });
    expect(readMetadata(Buffer.from(metadataXml(recording, 'presentation')))).toEqual({
      ...{ recordId, meetingId, name, startTime, endTime, participants, published: true, state: 'published' },
      metadata: [
        { key: 'bbb-Origin', value: '' },
        { key: 'tenant-id', value: 't1' },
      ],
      format: {
        format: 'presentation',
        url: `/playback/presentation/2.3/${recordId}`,
        length: (endTime - startTime) / 60_000,
        processingTime: Math.round((endTime - startTime) / 10),
        thumbnails: [image(1), image(2)],
      },
    });
  });

  it('says nothing of what is absent, and so is not published', () => {
    expect(read({})).toEqual({
      ...{ recordId: 'rec-1', meetingId: 'm', published: false, metadata: [] },
      ...{
        name: undefined,
        state: undefined,
        startTime: undefined,
        endTime: undefined,
        participants: undefined,
      },
      format: {
        ...{ format: 'presentation', url: '/playback/x', thumbnails: [] },
        ...{ length: undefined, processingTime: undefined },
      },
    });
  });

  it('takes what is available for published', () => {
    expect(read({ recording: '<id>r</id><state>available</state>' }).state).toBe('published');
    expect(read({ recording: '<id>r</id><state> processing\n</state>' }).state).toBe('processing');
    expect(fault({ recording: '<id>r</id><state>Published</state>' })).toMatch(/unknown state: Published/);
  });

  it('needs ids, a format and a link', () => {
    expect(fault({ recording: '' })).toMatch(/no recording\/id/);
    expect(fault({ recording: '<id> </id>' })).toMatch(/no recording\/id/);
    expect(fault({ meta: '<meetingName>x</meetingName>' })).toMatch(/no meta\/meetingId/);
    expect(fault({ playback: '<link>/x</link>' })).toMatch(/no playback\/format/);
    expect(fault({ playback: '<format>x</format><link>\n </link>' })).toMatch(/no playback\/link/);
  });

  it('takes numbers for nothing that are none', () => {
    for (const text of ['many', '-1', '1.5', '1e3', '99999999999999999999', '']) {
      const recording = `<id>r</id><participants>${text}</participants><start_time>${text}</start_time>`;
      expect(read({ recording })).toMatchObject({ participants: undefined, startTime: undefined });
    }
    expect(
      read({ recording: '<id>r</id><participants>2147483648</participants>' }).participants,
    ).toBeUndefined();
  });

  it('rounds the duration to minutes, half up', () => {
    const length = (ms: number) => read({ playback: `${PLAYBACK}<duration>${ms}</duration>` }).format.length;
    expect([0, 29_999, 30_000, 89_999, 90_000].map(length)).toEqual([0, 0, 1, 1, 2]);
  });

  it('keeps of a link what stands behind the host, without the fragment', () => {
    const url = (link: string) =>
      read({ playback: `<format>x</format><link>\n  ${link} </link>` }).format.url;
    expect(url('https://bbb.example.com:8443/a/b?c=d&amp;e#f')).toBe('/a/b?c=d&e');
    expect(url('//bbb.example.com/a')).toBe('/a');
    expect(url('https://bbb.example.com')).toBe('/');
    expect(url('HTTP://bbb?x')).toBe('/?x');
    expect(url('a/b')).toBe('/a/b');
  });

  it('keeps of a thumbnail’s link the path alone, and its place', () => {
    const image = '<image width="x" height="9">\n https://h/t%20u.png?v=1#x </image><image>/b</image>';
    const playback = `${PLAYBACK}<extensions><preview><images>${image}</images></preview></extensions>`;
    expect(read({ playback }).format.thumbnails).toEqual([
      { width: undefined, height: 9, alt: undefined, url: '/t%20u.png', sequence: 0 },
      { width: undefined, height: undefined, alt: undefined, url: '/b', sequence: 1 },
    ]);
  });

  it('keeps the letter case and blanks of metadata, and the first of two that share a name', () => {
    const meta = '<meetingId>m</meetingId><A-b> x </A-b><a-B/><A-b>y</A-b><isBreakout>true</isBreakout>';
    expect(read({ meta }).metadata).toEqual([
      { key: 'A-b', value: ' x ' },
      { key: 'a-B', value: '' },
    ]);
  });

  it('is refused with a DOCTYPE, whatever that declares', () => {
    const xxe = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
    const body = `<recording><id>&e;</id><meta><meetingId>m</meetingId></meta><playback>${PLAYBACK}</playback></recording>`;
    expect(() => readMetadata(Buffer.from(xxe + body))).toThrow(/not well-formed XML, or has a DOCTYPE/);
    expect(() => readMetadata(Buffer.from(body))).toThrow(/not well-formed/);
  });

  it('is refused when it is broken, not UTF-8, nested too deep or huge', () => {
    expect(fault({ meta: '<a>' })).toMatch(/not well-formed/);
    expect(() => readMetadata(Buffer.from([0x3c, 0x61, 0xff, 0x3e]))).toThrow(/not well-formed/);
    expect(fault({ meta: '<a>'.repeat(300) + '</a>'.repeat(300) })).toMatch(/not well-formed/);
    expect(fault({ meta: `<a>${'x'.repeat(1024 * 1024)}</a>` })).toMatch(/larger than 1 MiB/);
  });

  it('is refused with a meeting id or a name in meta that no index takes; values may be long', () => {
    const name = 'é'.repeat(1000);
    const known = read({ meta: `<meetingId>${name}</meetingId><${name}>${'x'.repeat(100_000)}</${name}>` });
    expect(known).toMatchObject({ meetingId: name, metadata: [{ key: name }] });
    expect(fault({ meta: `<meetingId>${name}x</meetingId>` })).toMatch(/meetingId of more than 2000 bytes/);
    expect(fault({ meta: `<meetingId>m</meetingId><${name}x/>` })).toMatch(/name in meta of more than/);
  });

  it('is not misled by elements of the same names elsewhere', () => {
    const recording = '<x><id>wrong</id></x><id>right</id><meeting id="wrong"/>';
    const playback = `<x><link>/wrong</link></x>${PLAYBACK}`;
    expect(read({ recording, playback })).toMatchObject({
      recordId: 'right',
      format: { url: '/playback/x' },
    });
  });
});
