import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, it } from 'vitest';
import type { Recording } from '../../recordings/recording.ts';
import { recordingXml } from './recording-xml.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });

const recording: fc.Arbitrary<Recording> = fc.record({
  id: fc.nat(),
  recordId: text,
  meetingId: text,
  name: maybe(text),
  published: fc.boolean(),
  protected: fc.boolean(),
  publishUpdated: fc.boolean(),
  state: maybe(text),
  participants: maybe(fc.nat()),
  startTime: maybe(fc.nat()),
  endTime: maybe(fc.nat()),
  metadata: fc.array(fc.record({ key: text, value: text }), { maxLength: 4 }),
  formats: fc.array(
    fc.record({
      format: text,
      url: text,
      length: maybe(fc.nat()),
      processingTime: maybe(fc.nat()),
      thumbnails: fc.array(
        fc.record({
          width: maybe(fc.nat()),
          height: maybe(fc.nat()),
          alt: maybe(text),
          url: text,
          sequence: fc.nat(),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});

/** The names of all elements, in order, as a strict reader that knows namespaces finds them. */
function elements(xml: string): string[] {
  const names: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ name }) => names.push(name));
  parser.write(xml).close();
  return names;
}

it('a recording is one well-formed element whatever stands in the database', () => {
  const telling = {
    tellsProtection: true,
    playUrl: () => '/play?a&b',
    url: (path: string) => `http://x${path}`,
  };
  fc.assert(
    fc.property(recording, (one) => {
      const names = elements(recordingXml(one, telling).toString());
      expect(names[0]).toBe('recording');
      // Nothing of the data has become an element but the keys of metadata.
      const images = one.protected ? [] : one.formats.map(({ thumbnails }) => thumbnails.length);
      const previews = images.filter((count) => count > 0);
      const shown = previews.reduce((sum, count) => sum + count, 0);
      expect(names.filter((name) => name === 'image').length).toBeGreaterThanOrEqual(shown);
      const always = 1 + 6 + 2 + 1 + 1;
      const optional = [one.state, one.participants].filter((value) => value !== undefined).length;
      const formats = one.formats.map((format) => 4 + (format.processingTime === undefined ? 0 : 1));
      const inFormats = formats.reduce((sum, count) => sum + count, 0) + 2 * previews.length + shown;
      expect(names).toHaveLength(always + optional + one.metadata.length + inFormats);
    }),
  );
});
