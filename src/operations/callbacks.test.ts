import { describe, expect, it } from 'vitest';
import type { NewEvent, OutboxStore } from '../callbacks/ports.ts';
import {
  dropCallback,
  listCallbacks,
  retryCallback,
  retryFailedCallbacks,
  showCallback,
} from './callbacks.ts';
import type { OperationContext } from './context.ts';
import { OperationFailed } from './failure.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';

const LMS = 'https://lms.example.com';

const event = (id: string): NewEvent => ({
  id,
  kind: 'recording-ready',
  receiver: LMS,
  subject: `record-of-${id}`,
  payload: JSON.stringify({ url: `${LMS}/ready?token=s3cret`, record_id: id }),
});

/** One that waits, one that was delivered, one that was given up. */
async function opened(
  given: Partial<OperationContext> = {},
): Promise<{ context: OperationContext; outbox: OutboxStore }> {
  const context = await openContext(given);
  const outbox = (await context.database())?.outbox;
  if (outbox === undefined) throw new Error('there is no database');
  await outbox.add([event('waits')]);
  await outbox.add([event('taken'), event('refused')], { holder: 'me', leaseMs: 60_000 });
  await outbox.delivered('taken', 'me');
  await outbox.giveUp('refused', 'me', 'answered 410');
  return { context, outbox };
}

async function auditOf(context: OperationContext) {
  const database = await context.database();
  const page = await database?.audit.list({}, { limit: 10 });
  return page?.entries.map(({ action, subject }) => `${action} ${subject}`);
}

async function failure(work: Promise<unknown>): Promise<OperationFailed> {
  const error = await work.catch((reason: unknown) => reason);
  if (error instanceof OperationFailed) return error;
  throw new Error('it went well');
}

describe('the operations on callbacks', () => {
  it('list them with their counts, and nothing of what they say', async () => {
    const { context } = await opened();
    const { callbacks, ...counts } = await perform(listCallbacks, context, {});
    expect(counts).toEqual({ waiting: 1, delivered: 1, failed: 1 });
    expect(callbacks.map(({ id, state, about }) => [id, state, about])).toEqual([
      ['refused', 'failed', 'record-of-refused'],
      ['taken', 'delivered', 'record-of-taken'],
      ['waits', 'waiting', 'record-of-waits'],
    ]);
    expect(JSON.stringify(callbacks)).not.toContain('s3cret');
    const failed = await perform(listCallbacks, context, { state: 'failed' });
    expect(failed.callbacks).toMatchObject([{ id: 'refused', trouble: 'answered 410', next_at: null }]);
    const rest = await perform(listCallbacks, context, { limit: 1, before: 'taken' });
    expect(rest.callbacks.map(({ id }) => id)).toEqual(['waits']);
  });

  it('show one, its content only to those who may see secrets', async () => {
    const { context } = await opened();
    expect(await perform(showCallback, context, { id: 'refused' })).toMatchObject({
      attempts: 1,
      content: null,
    });
    const shown = await perform(showCallback, context, { id: 'refused', show_content: true });
    expect(shown.content).toEqual({ url: `${LMS}/ready?token=s3cret`, record_id: 'refused' });
    expect((await perform(showCallback, context, { id: 'taken', show_content: true })).content).toBeNull();
    const reader = { ...context, scope: 'read' } as const;
    const refusal = await failure(perform(showCallback, reader, { id: 'refused', show_content: true }));
    expect(refusal.status).toBe(403);
    expect((await failure(perform(showCallback, context, { id: 'never' }))).status).toBe(404);
  });

  it('send one again, and write it down', async () => {
    const { context } = await opened();
    const sent = await perform(retryCallback, context, { id: 'refused' });
    expect(sent).toMatchObject({ state: 'waiting', attempts: 0, trouble: null });
    expect((await failure(perform(retryCallback, context, { id: 'taken' }))).status).toBe(409);
    expect((await failure(perform(retryCallback, context, { id: 'never' }))).status).toBe(404);
    expect(await auditOf(context)).toEqual(['callback.retry refused']);
  });

  it('send all again that were given up', async () => {
    const { context } = await opened();
    expect(await perform(retryFailedCallbacks, context, { kind: 'analytics' })).toEqual({ retried: 0 });
    expect(await perform(retryFailedCallbacks, context, { receiver: LMS })).toEqual({ retried: 1 });
    expect(await auditOf(context)).toEqual(['callback.retry-failed all']);
  });

  it('drop one', async () => {
    const { context, outbox } = await opened();
    expect(await perform(dropCallback, context, { id: 'waits' })).toMatchObject({ state: 'waiting' });
    expect(await outbox.find('waits')).toBeUndefined();
    expect((await failure(perform(dropCallback, context, { id: 'waits' }))).status).toBe(404);
    expect(await auditOf(context)).toEqual(['callback.drop waits']);
  });

  it('know of nothing without a database', async () => {
    const context = await openContext({ env: { DB_DISABLED: 'true' } });
    expect((await failure(perform(listCallbacks, context, {}))).status).toBe(412);
  });
});
