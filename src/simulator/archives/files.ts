import { folder, magic, mediaFile, textFile } from './content.ts';
import { metadataXml, SLIDES } from './metadata.ts';
import type { ArchiveFormat, SimulatedRecording } from './recording.ts';
import type { TarEntry } from './tar.ts';

/** All that a recording's archive holds: for each format the folder FORMAT/RECORDID. */
export function* recordingFiles(recording: SimulatedRecording): Generator<TarEntry, void, undefined> {
  for (const format of recording.formats) {
    const top = `${format}/${recording.recordId}`;
    yield folder(format);
    yield folder(top);
    yield textFile(`${top}/metadata.xml`, metadataXml(recording, format));
    for (const entry of filesOf[format](recording)) yield { ...entry, path: `${top}/${entry.path}` };
  }
}

type Files = (recording: SimulatedRecording) => Iterable<TarEntry>;

const filesOf: Readonly<Record<ArchiveFormat, Files>> = {
  presentation,
  video: (recording) => [
    mediaFile('video-0.m4v', mediaBytes(recording), magic.mp4),
    textFile('index.html', page('video')),
    ...captions(),
  ],
  podcast: (recording) => [mediaFile('audio.ogg', mediaBytes(recording), magic.ogg)],
  screenshare: (recording) => [
    mediaFile('screenshare.webm', mediaBytes(recording), magic.webm),
    textFile('index.html', page('screenshare')),
  ],
  notes: ({ name }) => [
    mediaFile('notes.pdf', 20_000, magic.pdf),
    textFile('notes.html', page(name)),
    textFile('notes.etherpad', JSON.stringify({ title: name })),
  ],
};

/** Slides and texts come to little beside it. */
function mediaBytes({ bytes, formats }: SimulatedRecording): number {
  const withMedia = formats.filter((format) => format !== 'notes');
  return Math.max(1000, Math.floor(bytes / withMedia.length));
}

function* presentation(recording: SimulatedRecording): Generator<TarEntry, void, undefined> {
  const { name, slides } = recording;
  const slideBytes = Math.min(8000, Math.floor(mediaBytes(recording) / (4 * Math.max(1, slides))));
  const texts = {
    'shapes.svg': `<svg xmlns="http://www.w3.org/2000/svg" id="svgfile">${'<g class="canvas"/>'.repeat(slides)}</svg>`,
    'panzooms.xml': '<recording id="panzoom_events"></recording>',
    'cursor.xml': '<recording id="cursor_events"></recording>',
    'slides_new.xml': `<popcorn><chattimeline in="1" name="${'Zoë'}" message="…"/></popcorn>`,
    'presentation_text.json': JSON.stringify({ title: name }),
    'polls.json': '[]',
    'external_videos.json': '[]',
  };
  for (const [path, text] of Object.entries(texts)) yield textFile(path, text);
  yield* captions();
  const deck = `presentation/${SLIDES}`;
  for (let slide = 1; slide <= slides; slide++) {
    yield mediaFile(`${deck}/slide-${slide}.png`, slideBytes, magic.png);
    yield mediaFile(`${deck}/thumbnails/thumb-${slide}.png`, Math.min(2000, slideBytes), magic.png);
    yield textFile(`${deck}/svgs/slide${slide}.svg`, '<svg xmlns="http://www.w3.org/2000/svg"/>');
    yield textFile(`${deck}/textfiles/slide-${slide}.txt`, `${name} — ${slide}\n`);
  }
  const rest = Math.max(1000, mediaBytes(recording) - slides * (slideBytes + 2000));
  yield mediaFile('video/webcams.webm', Math.ceil(rest / 2), magic.webm);
  yield mediaFile('deskshare/deskshare.webm', Math.floor(rest / 2), magic.webm);
  // A name that no header has room for, and not of ASCII alone.
  yield textFile(`${deck}/Folien – ${'Übersicht '.repeat(12)}.txt`, name);
}

function captions(): TarEntry[] {
  const tracks = [
    { kind: 'captions', label: 'English', lang: 'en', source: 'live' },
    { kind: 'captions', label: 'Français', lang: 'fr', source: 'upload' },
  ];
  const cue = (text: string): string => `WEBVTT\n\n00:00.000 --> 00:04.000\n${text}\n`;
  return [
    textFile('captions.json', JSON.stringify(tracks)),
    textFile('caption_en.vtt', cue('Welcome, everybody')),
    textFile('caption_fr.vtt', cue('Bienvenue à tous')),
  ];
}

function page(title: string): string {
  const text = title.replace(/[<&]/g, ' ');
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${text}</title></head><body></body></html>\n`;
}
