import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OperationFailed } from './failure.ts';
import { listImportQueue, retryImport } from './import-queue.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';

/** A queue with one of each. */
async function opened() {
  const context = await openContext();
  const { recordingSpoolDir: spool, recordingWorkDir: work } = context.config;
  mkdirSync(join(spool, 'failed'), { recursive: true });
  for (const name of ['waits', 'runs', 'failed/bad'])
    writeFileSync(join(spool, `${name}.tar`), 'x'.repeat(7));
  writeFileSync(join(spool, 'failed/bad.reason'), 'its end is missing\n');
  mkdirSync(join(work, 'runs~0123abcd'), { recursive: true });
  mkdirSync(join(work, 'waits~0123abcd'));
  // What a killed import has left.
  utimesSync(join(work, 'waits~0123abcd'), 1, 1);
  return { context, spool };
}

async function failure(work: Promise<unknown>): Promise<OperationFailed> {
  const error = await work.catch((reason: unknown) => reason);
  if (error instanceof OperationFailed) return error;
  throw new Error('it went well');
}

describe('the import queue', () => {
  it('shows what is imported, what waits and what failed', async () => {
    const { context } = await opened();
    const { tars, ...counts } = await perform(listImportQueue, context, {});
    expect(counts).toEqual({ running: 1, waiting: 1, failed: 1 });
    expect(tars.map(({ name, state, bytes, reason }) => [name, state, bytes, reason])).toEqual([
      ['runs.tar', 'running', 7, null],
      ['waits.tar', 'waiting', 7, null],
      ['bad.tar', 'failed', 7, 'its end is missing'],
    ]);
  });

  it('takes back what failed, and writes that down', async () => {
    const { context } = await opened();
    expect(await perform(retryImport, context, { name: 'bad.tar' })).toMatchObject({
      state: 'waiting',
      reason: null,
    });
    const { failed, waiting } = await perform(listImportQueue, context, {});
    expect([failed, waiting]).toEqual([0, 2]);
    const audit = await (await context.database())?.audit.list({}, { limit: 9 });
    expect(audit?.entries.map(({ action, subject }) => [action, subject])).toEqual([
      ['import.retry', 'bad.tar'],
    ]);
  });

  it('says what can not be taken back', async () => {
    const { context, spool } = await opened();
    for (const name of ['none.tar', 'waits.tar', '../bad.tar'])
      expect((await failure(perform(retryImport, context, { name }))).status).toBe(404);
    writeFileSync(join(spool, 'bad.tar'), 'newer');
    expect((await failure(perform(retryImport, context, { name: 'bad.tar' }))).status).toBe(409);
  });

  it('says when the spool can not be looked at', async () => {
    const context = await openContext();
    mkdirSync(join(context.config.recordingSpoolDir, '..'), { recursive: true });
    writeFileSync(context.config.recordingSpoolDir, 'no directory');
    const { status, message } = await failure(perform(listImportQueue, context, {}));
    expect([status, message]).toEqual([503, expect.stringMatching(/^The spool directory can not be used: /)]);
  });
});
