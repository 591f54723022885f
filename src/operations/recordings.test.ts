import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportedRecording } from '../recordings/recording.ts';
import { databaseOf, type OperationContext } from './context.ts';
import { perform } from './perform.ts';
import { listRecordings, showRecording } from './recordings.ts';
import {
  deleteRecording,
  protectRecording,
  publishRecording,
  unpublishRecording,
} from './recordings-edit.ts';
import { pruneRecordings, rescanRecordings, verifyRecordings } from './recordings-upkeep.ts';
import { openContext } from './testing.ts';

const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Imports a recording of one format with one file. */
async function add(context: OperationContext, recordId: string, more: Partial<ImportedRecording> = {}) {
  const { recordings } = await databaseOf(context);
  const folder = join(context.config.recordingPublishDir, 'video', recordId);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), 'x');
  await recordings.put({
    ...{ recordId, meetingId: 'room', name: 'A lecture', published: true, state: 'published' },
    ...{ participants: 2, startTime: START, endTime: undefined, metadata: [], protected: false },
    format: { format: 'video', url: `/video/${recordId}/`, length: 5, processingTime: 1, thumbnails: [] },
    ...more,
  });
}

const audited = async (context: OperationContext) =>
  (await (await databaseOf(context)).audit.list({}, { limit: 100 })).entries.map(
    ({ action, subject }) => `${action} ${subject}`,
  );

describe('recordings, for operators', () => {
  it('are listed and shown as they are on record', async () => {
    const context = await openContext();
    const tenant = { metadata: [{ key: 'tenant-id', value: 't1' }] };
    await add(context, 'a-1', { ...tenant, startTime: START + 1 });
    await add(context, 'a-2', { meetingId: 'other' });
    await add(context, 'b-1', { state: 'processing', startTime: undefined });
    const ids = async (input: object) => {
      const { total, recordings } = await perform(listRecordings, context, { ...input });
      return [total, ...recordings.map(({ id }) => id)];
    };
    expect(await ids({})).toEqual([2, 'a-1', 'a-2']);
    expect(await ids({ state: 'any', limit: 1, offset: 2 })).toEqual([3, 'b-1']);
    expect(await ids({ id: 'a-', meeting_id: 'other' })).toEqual([1, 'a-2']);
    expect(await ids({ tenant_id: 't1' })).toEqual([1, 'a-1']);
    expect(await ids({ before: '2026-01-02T03:04:05.001Z' })).toEqual([1, 'a-2']);
    expect(await ids({ state: 'processing' })).toEqual([1, 'b-1']);
    expect(await perform(showRecording, context, { id: 'a-1' })).toEqual({
      ...{ id: 'a-1', meeting_id: 'room', name: 'A lecture', state: 'published', published: true },
      ...{ protected: false, started_at: '2026-01-02T03:04:05.001Z', ended_at: null, participants: 2 },
      ...{ tenant_id: 't1', metadata: { 'tenant-id': 't1' } },
      formats: [{ format: 'video', url: '/video/a-1/', minutes: 5, thumbnails: 0 }],
    });
    await expect(perform(showRecording, context, { id: 'a' })).rejects.toMatchObject({ status: 404 });
  });

  it('are published, protected and deleted, and the audit log tells', async () => {
    const context = await openContext();
    await add(context, 'a');
    await add(context, 'b', { state: 'processing' });
    const done = await perform(unpublishRecording, context, { id: 'a' });
    expect(done).toMatchObject({ published: false, state: 'unpublished' });
    expect(await perform(publishRecording, context, { id: 'a' })).toMatchObject({ published: true });
    expect(await perform(protectRecording, context, { id: 'a' })).toMatchObject({ protected: true });
    const open = await perform(protectRecording, context, { id: 'a', protect: false });
    expect(open.protected).toBe(false);
    await expect(perform(publishRecording, context, { id: 'b' })).rejects.toMatchObject({ status: 409 });
    await (await context.files()).remove('a', ['video']);
    await expect(perform(unpublishRecording, context, { id: 'a' })).rejects.toMatchObject({
      status: 409,
      message: 'Its files are missing or could not be moved',
    });
    expect(await perform(deleteRecording, context, { id: 'a' })).toMatchObject({
      state: 'deleted',
      formats: [],
    });
    for (const row of [publishRecording, protectRecording, deleteRecording])
      await expect(perform(row, context, { id: 'nobody' })).rejects.toMatchObject({ status: 404 });
    expect((await audited(context)).reverse()).toEqual([
      'recording.unpublish a',
      'recording.publish a',
      'recording.protect a',
      'recording.protect a',
      'recording.delete a',
    ]);
  });

  it('are kept for as long as they are wanted, and compared with their files', async () => {
    const context = await openContext({ now: () => START + 200 * 86_400_000 });
    await add(context, 'old');
    await add(context, 'new', { startTime: START + 100 * 86_400_000 });
    expect(await perform(pruneRecordings, context, { older_than: '180d', dry_run: true })).toEqual({
      deleted: 1,
      failed: 0,
      ids: ['old'],
    });
    expect(await perform(pruneRecordings, context, { older_than: '180d' })).toMatchObject({ deleted: 1 });
    await expect(perform(pruneRecordings, context, { older_than: 'long' })).rejects.toMatchObject({
      status: 400,
    });
    expect(await audited(context)).toEqual(['recording.delete old']);
    await add(context, 'old');
    await (await context.files()).remove('new', ['video']);
    expect(await perform(verifyRecordings, context, {})).toEqual({
      problems: 2,
      findings: [
        { id: 'new', format: 'video', problem: 'its row names a format that has no files' },
        { id: 'old', format: 'video', problem: 'it was deleted, but its files are there' },
      ],
    });
    expect(await perform(rescanRecordings, context, {})).toEqual({ added: 0, failed: [] });
    expect(await perform(rescanRecordings, context, { revive: true })).toEqual({
      added: 0,
      failed: [{ id: 'old', format: 'video', reason: 'there is no metadata.xml' }],
    });
  });

  it('are refused where there is no database', async () => {
    const context = await openContext({ env: { DB_DISABLED: 'true' } });
    await expect(perform(listRecordings, context, {})).rejects.toMatchObject({ status: 412 });
  });
});
