/** A text track that is neither WebVTT nor SubRip, or holds nothing. */
export class BadTrack extends Error {
  override readonly name = 'BadTrack';
}

const SRT_TIMING =
  /^(?:(\d+):)?(\d{1,2}):(\d{2})[,.](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{2})[,.](\d{1,3})/;

/** Makes WebVTT of an uploaded track: WebVTT stays as it is, SubRip is converted. Throws BadTrack. */
export function toWebVtt(bytes: Uint8Array): string {
  const text = decode(bytes).replaceAll('\0', '\ufffd').replace(/\r\n?/g, '\n').trim();
  if (/^WEBVTT(?![^\s])/.test(text)) return `${text}\n`;
  const cues = text.split(/\n{2,}/).flatMap(cueOf);
  if (cues.length === 0) throw new BadTrack('neither WebVTT nor SubRip');
  return `WEBVTT\n\n${cues.join('\n\n')}\n`;
}

/** SubRip has no encoding of its own; what is no UTF-8 is as a rule the one of old Windows. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** One block of SubRip as a cue of WebVTT; none when it has no timing or no text. */
function cueOf(block: string): string[] {
  const lines = block.split('\n');
  const at = lines.findIndex((line) => SRT_TIMING.test(line.trim()));
  const timing = SRT_TIMING.exec(lines[at]?.trim() ?? '');
  const text = lines
    .slice(at + 1)
    .map(cueText)
    .filter((line) => line !== '');
  if (at < 0 || !timing || text.length === 0) return [];
  const [, h1, m1 = '', s1 = '', f1 = '', h2, m2 = '', s2 = '', f2 = ''] = timing;
  return [[`${clock(h1, m1, s1, f1)} --> ${clock(h2, m2, s2, f2)}`, ...text].join('\n')];
}

function clock(hours = '0', minutes: string, seconds: string, fraction: string): string {
  return `${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}:${seconds}.${fraction.padEnd(3, '0')}`;
}

/** Both know <b>, <i> and <u>; what else SubRip has in tags or braces would be shown as it stands. */
function cueText(line: string): string {
  return line
    .trim()
    .replace(/\{\\?[^}]*\}/g, '')
    .replace(/<(?!\/?[biu]>)[^>]*>/gi, '')
    .replaceAll('-->', '→')
    .replace(/&(?!(?:amp|lt|gt|nbsp|lrm|rlm);)/g, '&amp;');
}
