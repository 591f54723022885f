import { z } from 'zod';
import { BbbError } from '../bbb/errors.ts';
import { changeRecordings } from '../recordings/change.ts';
import { deleteRecordings } from '../recordings/delete.ts';
import { canBePublished, publishRecordings } from '../recordings/publish.ts';
import { databaseOf, type OperationContext } from './context.ts';
import { failed } from './failure.ts';
import { operation } from './operation.ts';
import { type RecordingJson, recordingId, recordingJson, recordingSchema } from './recording-schema.ts';
import { oneRecording } from './recordings.ts';

export const publishRecording = operation({
  name: 'recordings.publish',
  method: 'POST',
  path: '/recordings/{id}/publish',
  scope: 'operate',
  summary: 'Let a recording be played',
  description: 'It stays published when it is imported again.',
  input: z.object({ id: recordingId }),
  output: recordingSchema,
  run: (context, { id }) => setPublished(context, id, true),
});

export const unpublishRecording = operation({
  name: 'recordings.unpublish',
  method: 'POST',
  path: '/recordings/{id}/unpublish',
  scope: 'operate',
  summary: 'Let a recording not be played any more, and keep it',
  description: 'It stays unpublished when it is imported again.',
  input: z.object({ id: recordingId }),
  output: recordingSchema,
  run: (context, { id }) => setPublished(context, id, false),
});

async function setPublished(context: OperationContext, id: string, publish: boolean): Promise<RecordingJson> {
  const before = await oneRecording(context, id);
  if (!canBePublished(before)) {
    const state = before.state ?? 'without a state';
    throw failed('recording-on-its-way', { id, state });
  }
  const { recordings } = await databaseOf(context);
  const deps = { recordings, files: await context.files(), log: context.log };
  await explained(publishRecordings(deps, { recordIds: [id], publish }), 'recording-not-moved');
  await context.trail({
    action: publish ? 'recording.publish' : 'recording.unpublish',
    subject: id,
    before: { published: before.published },
    after: { published: publish },
  });
  return recordingJson(await oneRecording(context, id));
}

export const protectRecording = operation({
  name: 'recordings.protect',
  method: 'POST',
  path: '/recordings/{id}/protect',
  scope: 'operate',
  summary: 'Let a recording be played only with a link that works once, or by anybody again',
  input: z.object({
    id: recordingId,
    protect: z
      .boolean()
      .default(true)
      .meta({ description: 'false: by anybody again', examples: [true] }),
  }),
  output: recordingSchema,
  async run(context, { id, protect }) {
    const before = await oneRecording(context, id);
    const { recordings } = await databaseOf(context);
    await changeRecordings(recordings, { recordIds: [id], set: new Map(), remove: [], protect });
    await context.trail({
      action: 'recording.protect',
      subject: id,
      before: { protected: before.protected },
      after: { protected: protect },
    });
    return recordingJson(await oneRecording(context, id));
  },
});

export const deleteRecording = operation({
  name: 'recordings.delete',
  method: 'DELETE',
  path: '/recordings/{id}',
  scope: 'operate',
  summary: 'Delete a recording with its files',
  description: 'What is left of it is that it was deleted: it stays so when it is imported again.',
  input: z.object({ id: recordingId }),
  output: recordingSchema,
  async run(context, { id }) {
    const before = await oneRecording(context, id);
    const { recordings } = await databaseOf(context);
    const deps = { recordings, files: await context.files(), log: context.log };
    await explained(deleteRecordings(deps, { recordIds: [id] }), 'recording-not-removed');
    const { meeting_id, name, started_at } = recordingJson(before);
    await context.trail({
      action: 'recording.delete',
      subject: id,
      before: { meeting_id, name, started_at },
    });
    return recordingJson(await oneRecording(context, id));
  },
});

/** What front-ends are told of it is little; an operator can mend it. */
async function explained(
  work: Promise<unknown>,
  code: 'recording-not-moved' | 'recording-not-removed',
): Promise<void> {
  try {
    await work;
  } catch (cause) {
    if (cause instanceof BbbError) throw failed(code, {}, { cause });
    throw cause;
  }
}
