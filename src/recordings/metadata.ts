import { readAttributes } from '../bbb/xml-attributes.ts';
import { ANY_NAME, type Element, scan, want } from '../bbb/xml-scan.ts';
import { readText } from '../bbb/xml-text.ts';
import { pathAndQuery, pathOnly } from './links.ts';
import { count, milliseconds, minutes } from './numbers.ts';
import type { ImportedRecording, Metadatum, RecordingState, Thumbnail } from './recording.ts';
import { states } from './recording.ts';

/** A format's metadata.xml does not say what it must. */
export class BadMetadata extends Error {
  override readonly name = 'BadMetadata';
}

/** What metadata.xml says; how a recording is protected it does not know. */
export type RecordingMetadata = Omit<ImportedRecording, 'protected'>;

/** BBB's are some kilobytes. */
export const MAX_METADATA_BYTES = 1024 * 1024;

const IMAGE = want('image');
const META = want('meta', [want(ANY_NAME)]);
const PLAYBACK = want('playback', [
  ...['format', 'link', 'processing_time', 'duration'].map((name) => want(name)),
  want('extensions', [want('preview', [want('images', [IMAGE])])]),
]);
const RECORDING = [
  want('recording', [
    ...['id', 'state', 'published', 'start_time', 'end_time', 'participants'].map((name) => want(name)),
    META,
    PLAYBACK,
  ]),
];

/** In bytes: the indexes of PostgreSQL take no more than 2700. */
const MAX_INDEXED = 2000;

/** These say something else of the recording, or nothing. */
const NO_METADATA = ['isBreakout', 'meetingId', 'meetingName'];

interface Found {
  /** Texts of the recording and its playback; the first of each name counts. */
  readonly texts: Map<string, string>;
  readonly meta: Map<string, string>;
  readonly images: Thumbnail[];
}

/** Reads a metadata.xml. Throws BadMetadata: not well-formed, a DOCTYPE, too large, something required missing, a bad state. */
export function readMetadata(xml: Buffer): RecordingMetadata {
  if (xml.length > MAX_METADATA_BYTES) throw new BadMetadata('metadata.xml is larger than 1 MiB');
  const { texts, meta, images } = find(xml);
  const required = (name: string, value: string | undefined): string => {
    if (value !== undefined && value !== '') return value;
    throw new BadMetadata(`metadata.xml names no ${name}`);
  };
  const trimmed = (name: string): string | undefined => texts.get(name)?.trim();
  return {
    recordId: required('recording/id', trimmed('id')),
    meetingId: indexed('meta/meetingId', required('meta/meetingId', meta.get('meetingId'))),
    name: meta.get('meetingName'),
    published: trimmed('published')?.toLowerCase() === 'true',
    state: stateOf(trimmed('state')),
    startTime: milliseconds(trimmed('start_time')),
    endTime: milliseconds(trimmed('end_time')),
    participants: count(trimmed('participants')),
    metadata: metadataOf(meta),
    format: {
      format: required('playback/format', trimmed('format')),
      url: pathAndQuery(required('playback/link', trimmed('link'))),
      length: minutes(trimmed('duration')),
      processingTime: count(trimmed('processing_time')),
      thumbnails: images,
    },
  };
}

function find(xml: Buffer): Found {
  const found: Found = { texts: new Map(), meta: new Map(), images: [] };
  // An element is told of when it ends: what stands in a `meta` before that itself.
  let inMeta: [string, string][] = [];
  const wellFormed = scan(xml, RECORDING, (element) => {
    const { wanted } = element;
    if (META.inside.includes(wanted)) inMeta.push([nameOf(xml, element), textOf(xml, element)]);
    else if (wanted === META) inMeta = keepFirst(found.meta, inMeta);
    else if (wanted === IMAGE) found.images.push(thumbnail(xml, element, found.images.length));
    else if (wanted.inside.length === 0) keepFirst(found.texts, [[wanted.name, textOf(xml, element)]]);
  });
  if (!wellFormed) throw new BadMetadata('metadata.xml is not well-formed XML, or has a DOCTYPE');
  return found;
}

function keepFirst(map: Map<string, string>, entries: readonly [string, string][]): [] {
  for (const [key, value] of entries) if (!map.has(key)) map.set(key, value);
  return [];
}

function nameOf(xml: Buffer, { start, nameEnd }: Element): string {
  return xml.toString('utf8', start + 1, nameEnd);
}

/** No database keeps a zero byte, and XML has none. */
function textOf(xml: Buffer, { innerStart, innerEnd }: Element): string {
  return readText(xml, innerStart, innerEnd);
}

function thumbnail(xml: Buffer, element: Element, sequence: number): Thumbnail {
  const attributes = readAttributes(xml, element);
  return {
    width: count(attributes.get('width')?.trim()),
    height: count(attributes.get('height')?.trim()),
    alt: attributes.get('alt'),
    url: pathOnly(textOf(xml, element).trim()),
    sequence,
  };
}

function stateOf(text: string | undefined): RecordingState | undefined {
  if (text === undefined || text === '') return undefined;
  const state = text === 'available' ? 'published' : states.find((known) => known === text);
  if (state === undefined) throw new BadMetadata(`metadata.xml has an unknown state: ${text.slice(0, 40)}`);
  return state;
}

function metadataOf(meta: ReadonlyMap<string, string>): readonly Metadatum[] {
  return [...meta]
    .filter(([key]) => !NO_METADATA.includes(key))
    .map(([key, value]) => ({ key: indexed('name in meta', key), value }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function indexed(what: string, text: string): string {
  if (Buffer.byteLength(text) <= MAX_INDEXED) return text;
  throw new BadMetadata(`metadata.xml has a ${what} of more than ${MAX_INDEXED} bytes`);
}
