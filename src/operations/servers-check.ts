import { z } from 'zod';
import { CallFailure } from '../bbb/client.ts';
import { readMeetings, readReply } from '../bbb/scanner.ts';
import { reason } from '../cluster/reasons.ts';
import type { OperationContext } from './context.ts';
import { serverSecret, serverUrl } from './fields.ts';
import { operation } from './operation.ts';
import { whyField, whyOf } from './why.ts';

const checked = z.object({
  ok: z
    .boolean()
    .meta({ description: 'Whether it is a BBB server that takes this secret', examples: [true] }),
  reason: z
    .string()
    .nullable()
    .meta({ description: 'Why not; null: it is well', examples: ['checksumError'] }),
  why: whyField,
  meetings: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'The meetings that run there; null: not told', examples: [0] }),
  took_ms: z.number().meta({ description: 'Milliseconds that its answer took', examples: [35] }),
});

type Checked = Omit<z.input<typeof checked>, 'took_ms' | 'why'>;

export const checkServer = operation({
  name: 'servers.check',
  method: 'POST',
  path: '/server-check',
  scope: 'admin',
  summary: 'Try whether a BBB server answers under a URL and takes a secret, without adding it',
  input: z.object({ url: serverUrl, secret: serverSecret }),
  output: checked,
  async run(context, { url, secret }) {
    const started = performance.now();
    const found = await tryServer(context, { id: url, url, secret, online: true });
    return { ...found, why: whyOf(found.reason), took_ms: Math.round(performance.now() - started) };
  },
});

/** Whether what listens there is a BBB server that takes the secret. */
export async function tryServer(
  { client }: Pick<OperationContext, 'client'>,
  target: { readonly id: string; readonly url: string; readonly secret: string; readonly online: boolean },
): Promise<Checked> {
  try {
    return verdict(await (await client()).call(target, { call: 'getMeetings' }));
  } catch (error) {
    if (error instanceof CallFailure) return { ok: false, reason: error.reason, meetings: null };
    throw error;
  }
}

/** Of an answer that is not BBB's nothing is told: it may be of whatever listens there. */
function verdict(reply: Buffer): Checked {
  const head = readReply(reply);
  const listed = readMeetings(reply);
  if (head === undefined) return { ok: false, reason: reason('notBbb', {}), meetings: null };
  if (head.returncode === 'SUCCESS')
    return { ok: true, reason: null, meetings: listed?.meetings.length ?? null };
  return { ok: false, reason: head.messageKey ?? head.returncode, meetings: null };
}
