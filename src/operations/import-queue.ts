import { z } from 'zod';
import { type QueuedTar, readQueue } from '../recordings/import-queue.ts';
import type { OperationContext } from './context.ts';
import { failed, known } from './failure.ts';
import { isoTime } from './moment.ts';
import { operation } from './operation.ts';
import { whyField, whyOf } from './why.ts';

const name = z
  .string()
  .min(1)
  .max(255)
  .meta({
    description: 'The file name of a tar in the spool',
    examples: ['183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123.tar'],
  });

const queuedTar = z
  .object({
    name,
    state: z.enum(['running', 'waiting', 'failed']).meta({
      description: 'failed: set aside, and kept until it is tried again or removed from the spool by hand',
    }),
    bytes: z.number().meta({ description: 'Its size', examples: [734_003_200] }),
    since: z
      .string()
      .meta({ description: 'When it came, or failed', examples: ['2026-11-20T10:05:00.000Z'] }),
    reason: z
      .string()
      .nullable()
      .meta({ description: 'Why it failed; null: it did not', examples: ['its end is missing'] }),
    why: whyField,
  })
  .meta({ id: 'QueuedTar', description: 'The archive of a recording on its way in' });

const count = (description: string) => z.number().meta({ description, examples: [0] });

export const listImportQueue = operation({
  name: 'import-queue.list',
  method: 'GET',
  path: '/import-queue',
  scope: 'read',
  summary: 'List the recordings that are imported, wait for it, or failed',
  description: 'As the spool directory has it that this process sees (RECORDING_SPOOL_DIR).',
  input: z.object({}),
  output: z.object({
    running: count('How many are being imported'),
    waiting: count('How many wait'),
    failed: count('How many failed'),
    tars: z
      .array(queuedTar)
      .meta({ description: 'Running ones first, then those that wait, then failed ones' }),
  }),
  async run(context) {
    const tars = await queueOf(context);
    const inState = (state: QueuedTar['state']) => tars.filter((tar) => tar.state === state).length;
    const counts = { running: inState('running'), waiting: inState('waiting'), failed: inState('failed') };
    return { ...counts, tars: tars.map(tarJson) };
  },
});

export const retryImport = operation({
  name: 'import-queue.retry',
  method: 'POST',
  path: '/import-queue/{name}/retry',
  scope: 'operate',
  summary: 'Let a recording whose import failed be imported again',
  input: z.object({ name }),
  output: queuedTar,
  async run(context, { name }) {
    const tar = await failedOne(context, name);
    const { spool } = await context.importQueue();
    const outcome = await reached(spool.retry(name));
    if (outcome === 'taken') throw failed('import-taken', { name });
    if (outcome === 'missing') throw failed('import-gone', {});
    await context.trail({ action: 'import.retry', subject: name, before: { reason: tar.reason } });
    return tarJson({ ...tar, state: 'waiting', since: context.now(), reason: undefined });
  },
});

async function failedOne(context: OperationContext, name: string): Promise<QueuedTar> {
  const found = (await queueOf(context)).find((tar) => tar.name === name && tar.state === 'failed');
  return known('failed import', name, found);
}

async function queueOf(context: Pick<OperationContext, 'importQueue'>): Promise<QueuedTar[]> {
  return await reached(readQueue(await context.importQueue()));
}

async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failed('spool-away', { reason }, { cause: error });
  }
}

function tarJson({ name, state, size, since, reason }: QueuedTar): z.input<typeof queuedTar> {
  return { name, state, bytes: size, since: isoTime(since), reason: reason ?? null, why: whyOf(reason) };
}
