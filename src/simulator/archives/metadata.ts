import { element, type Xml, xml } from '../../bbb/xml.ts';
import type { ArchiveFormat, SimulatedRecording } from './recording.ts';

/** The metadata.xml that BBB writes into each format's folder. */
export function metadataXml(recording: SimulatedRecording, format: ArchiveFormat): string {
  const { recordId, startTime, endTime, participants, published } = recording;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml`<recording>
  <id>${recordId}</id>
  <state>${published ? 'published' : 'unpublished'}</state>
  <published>${published}</published>
  <start_time>${startTime}</start_time>
  <end_time>${endTime}</end_time>
  <participants>${participants}</participants>
  <meta>${meta(recording)}
  </meta>
  <playback>
    <format>${format}</format>
    <link>https://bbb.example.com${linkOf(format, recordId)}</link>
    <processing_time>${Math.round((endTime - startTime) / 10)}</processing_time>
    <duration>${endTime - startTime}</duration>
    <size>${recording.bytes}</size>${format === 'presentation' ? preview(recording) : ''}
  </playback>
</recording>
`}`;
}

function meta({ meetingId, name, meta: more }: SimulatedRecording): Xml[] {
  const all = { meetingId, meetingName: name, isBreakout: 'false', ...more };
  return Object.entries(all).map(([key, value]) => xml`\n    ${element(key, value)}`);
}

/** Where BBB's players are, and the files of formats without one. */
function linkOf(format: ArchiveFormat, recordId: string): string {
  switch (format) {
    case 'presentation':
      return `/playback/presentation/2.3/${recordId}`;
    case 'podcast':
      return `/podcast/${recordId}/audio.ogg`;
    case 'notes':
      return `/notes/${recordId}/notes.pdf`;
    default:
      return `/playback/${format}/${recordId}/`;
  }
}

/** The folder of a recording's slides, named after the slides as BBB does. */
export const SLIDES = 'd2d9a672040fbde2a47a10bf6c37b6a4b5ae187f-1700000000000';

function preview({ recordId, slides }: SimulatedRecording): Xml {
  const images = Array.from({ length: Math.min(slides, 3) }, (_, index) => {
    const url = `https://bbb.example.com/presentation/${recordId}/presentation/${SLIDES}/thumbnails/thumb-${index + 1}.png`;
    return xml`
          <image width="176" height="136" alt="Slide ${index + 1}: «${recordId.slice(0, 4)}» &amp; more">
            ${url}
          </image>`;
  });
  return xml`
    <extensions>
      <preview>
        <images>${images}
        </images>
      </preview>
    </extensions>`;
}
