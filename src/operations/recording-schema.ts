import { z } from 'zod';
import { type Recording, tenantOf } from '../recordings/recording.ts';
import { isoTime } from './moment.ts';

const moment = (description: string) =>
  z
    .string()
    .nullable()
    .meta({ description, examples: ['2026-11-20T10:05:00.000Z'] });

export const recordingSchema = z
  .object({
    id: z.string().meta({
      description: 'Its record id',
      examples: ['183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123'],
    }),
    meeting_id: z.string().meta({ description: 'The id of its meeting', examples: ['maths-101'] }),
    name: z
      .string()
      .nullable()
      .meta({ description: 'The name of its meeting', examples: ['Maths 101'] }),
    state: z
      .string()
      .nullable()
      .meta({
        description: 'processing, processed, published, unpublished or deleted',
        examples: ['published'],
      }),
    published: z.boolean().meta({ description: 'Whether it can be played', examples: [true] }),
    protected: z
      .boolean()
      .meta({ description: 'Whether it is played only with a link that works once', examples: [false] }),
    started_at: moment('When its meeting started'),
    ended_at: moment('When its meeting ended'),
    participants: z
      .number()
      .nullable()
      .meta({ description: 'How many took part', examples: [12] }),
    tenant_id: z.string().nullable().meta({ description: 'The id of its tenant' }),
    metadata: z
      .record(z.string(), z.string())
      .meta({ description: 'Its metadata', examples: [{ 'gl-listed': 'true' }] }),
    formats: z.array(
      z.object({
        format: z.string().meta({ description: 'Its name', examples: ['presentation'] }),
        url: z.string().meta({ description: 'Path of its player', examples: ['/video/ID/'] }),
        minutes: z
          .number()
          .nullable()
          .meta({ description: 'How long it is', examples: [90] }),
        thumbnails: z.number().meta({ description: 'How many previews it has', examples: [3] }),
      }),
    ),
  })
  .meta({ id: 'Recording', description: 'A recording and the ways to play it' });

export type RecordingJson = z.output<typeof recordingSchema>;

/** A recording as operations tell of it. */
export function recordingJson(recording: Recording): RecordingJson {
  const { recordId, meetingId, name, state, published, startTime, endTime, metadata, formats } = recording;
  const at = (time: number | undefined): string | null => (time === undefined ? null : isoTime(time));
  return {
    id: recordId,
    meeting_id: meetingId,
    name: name ?? null,
    state: state ?? null,
    published,
    protected: recording.protected,
    started_at: at(startTime),
    ended_at: at(endTime),
    participants: recording.participants ?? null,
    tenant_id: tenantOf(recording) ?? null,
    metadata: Object.fromEntries(metadata.map(({ key, value }) => [key, value])),
    formats: formats.map(({ format, url, length, thumbnails }) => ({
      format,
      url,
      minutes: length ?? null,
      thumbnails: thumbnails.length,
    })),
  };
}

/** The field that names one recording. */
export const recordingId = z
  .string()
  .min(1)
  .meta({
    description: 'The record id of a recording',
    examples: ['183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123'],
  });
