import { z } from 'zod';
import { pruneRecordings as prune } from '../recordings/prune.ts';
import { rescanRecordings as rescan } from '../recordings/rescan.ts';
import { type Finding, problems, verifyRecordings as verify } from '../recordings/verify.ts';
import { databaseOf } from './context.ts';
import { failed } from './failure.ts';
import { momentField, momentOf } from './moment.ts';
import { operation } from './operation.ts';

/** Ids that an answer names; the rest is in its count. */
const NAMED = 1000;

const count = (description: string) => z.number().meta({ description, examples: [0] });

export const pruneRecordings = operation({
  name: 'recordings.prune',
  method: 'POST',
  path: '/recordings/prune',
  scope: 'admin',
  summary: 'Delete the recordings that are older than a time, with their files',
  input: z.object({
    older_than: momentField('Those that started before'),
    tenant_id: z.string().optional().meta({ description: 'Only those of this tenant' }),
    dry_run: z
      .boolean()
      .default(false)
      .meta({ description: 'Only tells what would go', examples: [true] }),
  }),
  output: z.object({
    deleted: count('How many were deleted, or would be'),
    failed: count('How many stay because their files could not be removed'),
    ids: z.array(z.string()).meta({ description: `The record ids of the first ${NAMED} of them` }),
  }),
  async run(context, { older_than, tenant_id: tenantId, dry_run: dryRun }) {
    const startedBefore = momentOf(older_than, context.now());
    if (startedBefore === undefined) throw failed('no-time', { field: 'older_than' });
    const { recordings } = await databaseOf(context);
    const deps = { recordings, files: await context.files(), log: context.log };
    const told = { deleted: 0, failed: 0, ids: [] as string[] };
    for await (const { recording, failed } of prune(deps, { startedBefore, tenantId, dryRun })) {
      if (failed) told.failed += 1;
      else told.deleted += 1;
      if (told.ids.length < NAMED) told.ids.push(recording.recordId);
      context.progress?.(told.deleted + told.failed, told.deleted + told.failed);
      if (!dryRun && !failed) {
        const before = { meeting_id: recording.meetingId, name: recording.name ?? null };
        await context.trail({ action: 'recording.delete', subject: recording.recordId, before });
      }
    }
    return told;
  },
});

const finding = z.object({
  id: z.string().meta({ description: 'The record id' }),
  format: z.string().meta({ description: 'The format', examples: ['presentation'] }),
  problem: z.string().meta({ description: 'What is wrong with it', examples: Object.values(problems) }),
});

export const verifyRecordings = operation({
  name: 'recordings.verify',
  method: 'POST',
  path: '/recordings/verify',
  scope: 'read',
  summary: 'Compare the rows of recordings with their files, and change nothing',
  input: z.object({}),
  output: z.object({
    problems: count('How many were found'),
    findings: z.array(finding).meta({ description: `The first ${NAMED} of them` }),
  }),
  async run(context) {
    const { recordings } = await databaseOf(context);
    const files = await context.files();
    const progress = (done: number): void => context.progress?.(done, done);
    const findings: z.output<typeof finding>[] = [];
    let all = 0;
    for await (const found of verify({ recordings, files, progress })) {
      all += 1;
      if (findings.length < NAMED) findings.push(findingJson(found));
    }
    return { problems: all, findings };
  },
});

function findingJson({ recordId, format, problem }: Finding): z.output<typeof finding> {
  return { id: recordId, format, problem: problems[problem] };
}

export const rescanRecordings = operation({
  name: 'recordings.rescan',
  method: 'POST',
  path: '/recordings/rescan',
  scope: 'admin',
  summary: 'Make the rows that are missing from the metadata.xml beside the files',
  input: z.object({
    revive: z
      .boolean()
      .default(false)
      .meta({ description: 'Bring deleted recordings back whose files are there', examples: [false] }),
  }),
  output: z.object({
    added: count('How many formats of recordings got their rows'),
    failed: z
      .array(
        z.object({
          id: z.string().meta({ description: 'The record id' }),
          format: z.string().meta({ description: 'The format', examples: ['video'] }),
          reason: z.string().meta({ description: 'Why not', examples: ['there is no metadata.xml'] }),
        }),
      )
      .meta({ description: `The first ${NAMED} folders of which no row could be made` }),
  }),
  async run(context, { revive }) {
    const { recordings } = await databaseOf(context);
    const { config } = context;
    const progress = (done: number): void => context.progress?.(done, done);
    const deps = { recordings, files: await context.files(), protect: config.protectedRecordingsEnabled };
    const failed: { id: string; format: string; reason: string }[] = [];
    let added = 0;
    for await (const told of rescan({ ...deps, revive, progress })) {
      if (told.failed === undefined) {
        added += 1;
        const after = { format: told.format };
        await context.trail({ action: 'recording.rescan', subject: told.recordId, after });
      } else if (failed.length < NAMED) {
        failed.push({ id: told.recordId, format: told.format, reason: told.failed });
      }
    }
    return { added, failed };
  },
});
