import { z } from 'zod';
import type { RecordingFilter } from '../recordings/ports.ts';
import type { Recording } from '../recordings/recording.ts';
import { databaseOf, type OperationContext } from './context.ts';
import { known } from './failure.ts';
import { pageLimit } from './fields.ts';
import { momentField, momentOf } from './moment.ts';
import { operation } from './operation.ts';
import { type RecordingJson, recordingId, recordingJson, recordingSchema } from './recording-schema.ts';

export const listRecordings = operation({
  name: 'recordings.list',
  method: 'GET',
  path: '/recordings',
  scope: 'read',
  summary: 'List recordings, the newest first',
  input: z.object({
    meeting_id: z
      .string()
      .optional()
      .meta({ description: 'Only those of this meeting', examples: ['maths-101'] }),
    id: z
      .string()
      .optional()
      .meta({ description: 'Only those whose record id begins so', examples: ['183f0bf3'] }),
    state: z
      .string()
      .optional()
      .meta({
        description: 'Only those in this state; any: all. Default: published and unpublished',
        examples: ['unpublished'],
      }),
    tenant_id: z.string().optional().meta({ description: 'Only those of this tenant' }),
    before: momentField('Only those that started before').optional(),
    offset: z
      .number()
      .int()
      .min(0)
      .default(0)
      .meta({ description: 'How many to pass over', examples: [0] }),
    limit: pageLimit,
  }),
  output: z.object({
    total: z.number().meta({ description: 'How many there are in all', examples: [1] }),
    recordings: z.array(recordingSchema),
  }),
  async run(context, { offset, limit, ...asked }) {
    const { recordings } = await databaseOf(context);
    const filter: RecordingFilter = {
      meetingIds: asked.meeting_id === undefined ? undefined : [asked.meeting_id],
      recordIds: asked.id === undefined ? undefined : [asked.id],
      states: asked.state === undefined || asked.state === 'any' ? asked.state : [asked.state],
      tenantId: asked.tenant_id,
      startedBefore: asked.before === undefined ? undefined : momentOf(asked.before, context.now()),
    };
    const total = await recordings.count(filter);
    const found: RecordingJson[] = [];
    for await (const chunk of recordings.list(filter, { offset, limit }))
      found.push(...chunk.map(recordingJson));
    return { total, recordings: found };
  },
});

export const showRecording = operation({
  name: 'recordings.show',
  method: 'GET',
  path: '/recordings/{id}',
  scope: 'read',
  summary: 'Show one recording',
  input: z.object({ id: recordingId }),
  output: recordingSchema,
  async run(context, { id }) {
    return recordingJson(await oneRecording(context, id));
  },
});

/** The recording of exactly this id, a deleted one too. Throws OperationFailed when there is none. */
export async function oneRecording(
  context: Pick<OperationContext, 'database'>,
  id: string,
): Promise<Recording> {
  const { recordings } = await databaseOf(context);
  return known('recording', id, (await recordings.find([id]))[0]);
}
