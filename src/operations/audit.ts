import { z } from 'zod';
import type { AuditEntry } from '../audit/entry.ts';
import { databaseOf } from './context.ts';
import { page, paging } from './fields.ts';
import { isoTime, momentField, momentOf } from './moment.ts';
import { operation } from './operation.ts';
import { demands } from './problem-codes.ts';

const details = (description: string) =>
  z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description, examples: [{ state: 'enabled' }] });

const entrySchema = z
  .object({
    at: z.string().meta({ description: 'When', examples: ['2026-11-21T10:05:00.000Z'] }),
    via: z
      .enum(['cli', 'rake', 'api', 'dashboard'])
      .meta({ description: 'Through which face of the program', examples: ['api'] }),
    actor: z.string().meta({
      description:
        'Who: a user of the machine or of the dashboard, the name of a token, or `secret` for a checksum',
      examples: ['monitoring'],
    }),
    from: z
      .string()
      .nullable()
      .meta({ description: 'The address it came from; null: the machine itself', examples: ['192.0.2.1'] }),
    action: z.string().meta({ description: 'What was done', examples: ['server.cordon'] }),
    subject: z
      .string()
      .meta({ description: 'The id of what it was done to', examples: ['bbb1.example.com'] }),
    before: details('What there was, secrets masked; null: nothing, or it is told by the action'),
    after: details('What there is now; null: nothing, or it is told by the action'),
  })
  .meta({ id: 'AuditEntry', description: 'Something that an operator did' });

export const listAudit = operation({
  name: 'audit.list',
  method: 'GET',
  path: '/audit',
  scope: 'admin',
  summary: 'Tell what operators did, the latest first',
  input: z.object({
    since: momentField('Only what was done since then').optional(),
    until: momentField('Only what was done before then').optional(),
    subject: z
      .string()
      .optional()
      .meta({
        description: 'Only what was done to this server, meeting, tenant …',
        examples: ['bbb1.example.com'],
      }),
    action: z
      .string()
      .optional()
      .meta({ description: 'Only this action', examples: ['server.cordon'] }),
    actor: z
      .string()
      .optional()
      .meta({ description: 'Only what this one did', examples: ['monitoring'] }),
    ...paging,
    cursor: z
      .string()
      .regex(/^\d{1,15}$/, demands.cursor)
      .optional()
      .meta({ description: 'Where the page begins: `next` of the page before; left out: at the latest' }),
  }),
  output: page(entrySchema),
  async run(context, { since, until, cursor, limit, ...wanted }) {
    const { audit } = await databaseOf(context);
    const now = context.now();
    const filter = { ...wanted, since: timeOf(since, now), until: timeOf(until, now) };
    const from = cursor === undefined ? undefined : Number(cursor);
    const { entries, next } = await audit.list(filter, { from, limit });
    return { items: entries.map(entryJson), next: next === undefined ? null : String(next) };
  },
});

function timeOf(text: string | undefined, now: number): number | undefined {
  return text === undefined ? undefined : momentOf(text, now);
}

function entryJson({ at, actor, action, subject, before, after }: AuditEntry): z.input<typeof entrySchema> {
  const { via, name, from = null } = actor;
  return {
    at: isoTime(at),
    via,
    actor: name,
    from,
    action,
    subject,
    before: before ?? null,
    after: after ?? null,
  };
}
