import { element, type Xml, xml } from '../../bbb/xml.ts';
import type { Metadatum, PlaybackFormat, Recording, Thumbnail } from '../../recordings/recording.ts';

/** What of a recording's description is not on record. */
export interface Telling {
  /** Whether recordings can be protected here at all. */
  readonly tellsProtection: boolean;
  /** Where a viewer plays a format. */
  readonly playUrl: (recording: Recording, format: PlaybackFormat) => string;
  /** The whole URL of a path. */
  readonly url: (path: string) => string;
}

/** One `<recording>` of getRecordings. */
export function recordingXml(recording: Recording, telling: Telling): Xml {
  const { recordId, meetingId, name, published, state, participants, metadata, formats } = recording;
  return xml`<recording>${element('recordID', recordId)}${element('meetingID', meetingId)}${element(
    'internalMeetingID',
    recordId,
  )}${element('name', name ?? '')}${element('published', String(published))}${
    telling.tellsProtection ? element('protected', String(recording.protected)) : ''
  }${ifAny('state', state)}${element('startTime', String(recording.startTime ?? 0))}${element(
    'endTime',
    String(recording.endTime ?? 0),
  )}${ifAny('participants', participants)}<metadata>${metadata.map(metadatumXml)}</metadata><playback>${formats.map(
    (format) => formatXml(recording, format, telling),
  )}</playback></recording>`;
}

/** Front-ends tell an empty value from none by its CDATA. */
function metadatumXml({ key, value }: Metadatum): Xml {
  return element(key, value === '' ? EMPTY : value);
}

const EMPTY = xml`<![CDATA[]]>`;

function formatXml(recording: Recording, format: PlaybackFormat, telling: Telling): Xml {
  return xml`<format>${element('type', format.format)}${element('url', telling.playUrl(recording, format))}${element(
    'length',
    String(format.length ?? 0),
  )}${ifAny('processingTime', format.processingTime)}${
    recording.protected || format.thumbnails.length === 0
      ? ''
      : xml`<preview><images>${format.thumbnails.map((image) => imageXml(image, telling))}</images></preview>`
  }</format>`;
}

function imageXml({ alt, width, height, url }: Thumbnail, telling: Telling): Xml {
  return xml`<image${alt === undefined ? '' : xml` alt="${alt}"`}${width === undefined ? '' : xml` width="${width}"`}${
    height === undefined ? '' : xml` height="${height}"`
  }>${telling.url(url)}</image>`;
}

function ifAny(name: string, value: string | number | undefined): Xml | '' {
  return value === undefined ? '' : element(name, String(value));
}
