import { z } from 'zod';
import { type EventFilter, eventStates, type ListedEvent } from '../callbacks/ports.ts';
import { databaseOf, needScope } from './context.ts';
import { failed, known } from './failure.ts';
import { pageLimit } from './fields.ts';
import { isoTime } from './moment.ts';
import { operation } from './operation.ts';
import { whyField, whyOf } from './why.ts';

const id = z
  .string()
  .min(1)
  .meta({
    description: 'The id of a callback',
    examples: ['6f1c0f0e-2d0b-4d0e-9a55-0d6d3c1f2a10'],
  });

const receiver = z.string().meta({
  description: 'Scheme, host and port of whom it goes to',
  examples: ['https://lms.example.com'],
});

const kind = z.string().meta({ description: 'What it tells', examples: ['recording-ready'] });

const time = (description: string) =>
  z.string().meta({ description, examples: ['2026-11-20T10:05:00.000Z'] });

const callback = z
  .object({
    id,
    kind,
    receiver,
    about: z.string().meta({ description: 'The id of the recording or meeting it is about' }),
    state: z
      .enum([...eventStates, 'sending'])
      .meta({ description: 'failed: given up, and kept until it is sent again or dropped' }),
    attempts: z.number().meta({ description: 'How often it was tried', examples: [1] }),
    created_at: time('When it came up'),
    next_at: time('When it is tried next; null: it is not').nullable(),
    finished_at: time('When it was delivered or given up; null: neither').nullable(),
    trouble: z
      .string()
      .nullable()
      .meta({ description: 'What the last attempt met; null: nothing', examples: ['answered 503'] }),
    why: whyField,
  })
  .meta({ id: 'Callback', description: 'Something that a front-end is told' });

const count = (description: string) => z.number().meta({ description, examples: [0] });

export const listCallbacks = operation({
  name: 'callbacks.list',
  method: 'GET',
  path: '/callbacks',
  scope: 'read',
  summary: 'List what front-ends are told, the latest first',
  description:
    'Delivered ones are kept for a day (those of the end of a meeting for a week), and those that were given up for 30 days.',
  input: z.object({
    state: z
      .enum(eventStates)
      .optional()
      .meta({ description: 'Only these', examples: ['failed'] }),
    kind: kind.optional(),
    receiver: receiver.optional(),
    limit: pageLimit,
    before: id.optional().meta({ description: 'The last id of the page before' }),
  }),
  output: z.object({
    waiting: count('How many wait or are being sent, in all'),
    delivered: count('How many were delivered, as far as they are kept'),
    failed: count('How many were given up'),
    callbacks: z.array(callback),
  }),
  async run(context, { limit, before, ...filter }) {
    const { outbox } = await databaseOf(context);
    const [counts, events] = await Promise.all([outbox.count(), outbox.list(filter, { limit, before })]);
    return { ...counts, callbacks: events.map(callbackOf) };
  },
});

export const showCallback = operation({
  name: 'callbacks.show',
  method: 'GET',
  path: '/callbacks/{id}',
  scope: 'read',
  summary: 'Show one callback',
  input: z.object({
    id,
    show_content: z
      .boolean()
      .default(false)
      .meta({
        description: 'Tell what it says and the whole address; needs the scope admin',
        examples: [false],
      }),
  }),
  output: callback.extend({
    content: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'What it is made of; null: not asked for, or delivered and so forgotten' }),
  }),
  async run(context, { id, show_content: showContent }) {
    if (showContent) needScope(context, 'admin', 'To see what a callback says');
    const { outbox } = await databaseOf(context);
    const event = known('callback', id, await outbox.find(id));
    const content = showContent && event.payload !== '' ? JSON.parse(event.payload) : null;
    return { ...callbackOf(event), content };
  },
});

export const retryCallback = operation({
  name: 'callbacks.retry',
  method: 'POST',
  path: '/callbacks/{id}/retry',
  scope: 'operate',
  summary: 'Send a callback again at once, one that was given up or waits for its time',
  input: z.object({ id }),
  output: callback,
  async run(context, { id }) {
    const { outbox } = await databaseOf(context);
    const before = known('callback', id, await outbox.find(id));
    if (!(await outbox.retry(id))) throw failed('callback-delivered', {});
    await context.trail({ action: 'callback.retry', subject: id, before: detailsOf(before) });
    return callbackOf(known('callback', id, await outbox.find(id)));
  },
});

export const retryFailedCallbacks = operation({
  name: 'callbacks.retry-failed',
  method: 'POST',
  path: '/callbacks/retry',
  scope: 'operate',
  summary: 'Send again all callbacks that were given up',
  input: z.object({ kind: kind.optional(), receiver: receiver.optional() }),
  output: z.object({ retried: count('How many there were') }),
  async run(context, filter: Omit<EventFilter, 'state'>) {
    const { outbox } = await databaseOf(context);
    const retried = await outbox.retryFailed(filter);
    const after = { ...filter, retried };
    if (retried > 0) await context.trail({ action: 'callback.retry-failed', subject: 'all', after });
    return { retried };
  },
});

export const dropCallback = operation({
  name: 'callbacks.drop',
  method: 'DELETE',
  path: '/callbacks/{id}',
  scope: 'operate',
  summary: 'Drop a callback, so that nobody is told',
  input: z.object({ id }),
  output: callback,
  async run(context, { id }) {
    const { outbox } = await databaseOf(context);
    const event = known('callback', id, await outbox.find(id));
    await outbox.drop(id);
    await context.trail({ action: 'callback.drop', subject: id, before: detailsOf(event) });
    return callbackOf(event);
  },
});

function callbackOf(event: ListedEvent): z.input<typeof callback> {
  const { id, kind, receiver, subject, attempts, trouble } = event;
  const waits = event.state === 'waiting';
  return {
    ...{ id, kind, receiver, about: subject },
    state: waits && event.sending ? 'sending' : event.state,
    attempts,
    created_at: isoTime(event.createdAt),
    next_at: waits && !event.sending ? isoTime(event.dueAt) : null,
    finished_at: event.finishedAt === undefined ? null : isoTime(event.finishedAt),
    trouble: trouble ?? null,
    why: whyOf(trouble),
  };
}

function detailsOf({ kind, receiver, subject, state, trouble }: ListedEvent) {
  return { kind, receiver, about: subject, state, trouble: trouble ?? null };
}
