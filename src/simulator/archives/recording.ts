import { createHash } from 'node:crypto';
import { seededRandom } from '../random.ts';

export const archiveFormats = ['presentation', 'video', 'podcast', 'screenshare', 'notes'] as const;
export type ArchiveFormat = (typeof archiveFormats)[number];

/** What a recording is to be like; whatever is left out is made up, the same for the same seed. */
export interface RecordingOptions {
  readonly seed?: string | number;
  readonly recordId?: string;
  readonly meetingId?: string;
  readonly name?: string;
  /** Default: presentation, video and podcast. */
  readonly formats?: readonly ArchiveFormat[];
  /** Of all files together, about; at least what slides and texts need. Default 1 MB. */
  readonly bytes?: number;
  /** Slides of the presentation; default 3. */
  readonly slides?: number;
  /** Milliseconds since 1970. */
  readonly startTime?: number;
  readonly published?: boolean;
  /** More metadata, as `meta_…` of a create gives it. */
  readonly meta?: Readonly<Record<string, string>>;
}

export interface SimulatedRecording extends Required<Omit<RecordingOptions, 'seed'>> {
  readonly endTime: number;
  readonly participants: number;
}

const NAMES = [
  'Linear Algebra, week 3',
  'Übung zur Höheren Mathematik',
  'Λογική και Σύνολα',
  '日本語の授業 第七回',
  'محاضرة في الفيزياء',
  'Ops & <Dev> “weekly” 🎥',
  'Cours d’été – séance n° 5',
];
const FIRST_START = Date.UTC(2024, 0, 8, 8);
const HOUR = 3600_000;

export function simulateRecording(options: RecordingOptions = {}): SimulatedRecording {
  const random = seededRandom(options.seed ?? 'recording');
  const startTime = options.startTime ?? FIRST_START + random.between(0, 15_000) * HOUR;
  const meetingId = options.meetingId ?? `room-${random.text(12)}`;
  // As BBB makes them: the SHA-1 of the meeting's id, and when it began.
  const sha1 = createHash('sha1').update(`${meetingId} ${random.next()}`).digest('hex');
  return {
    recordId: options.recordId ?? `${sha1}-${startTime}`,
    meetingId,
    startTime,
    endTime: startTime + random.between(5, 180) * 60_000,
    participants: random.between(1, 200),
    name: options.name ?? random.pick(NAMES),
    formats: options.formats ?? ['presentation', 'video', 'podcast'],
    bytes: options.bytes ?? 1024 * 1024,
    slides: options.slides ?? 3,
    published: options.published ?? true,
    meta: options.meta ?? {},
  };
}
