import { z } from 'zod';
import { type CodedReason, codedReason } from '../cluster/reasons.ts';

/** A reason for programs, beside the one in words. */
export const whyField = z
  .object({
    code: z.string().meta({ description: 'Which reason; more may come', examples: ['answered'] }),
    values: z
      .record(z.string(), z.string())
      .meta({ description: 'What the words hold besides', examples: [{ status: '503' }] }),
  })
  .nullable()
  .meta({ id: 'Why', description: 'The same for programs; null: there is none, or only in words' });

/** `words`: the reason as it is kept. */
export function whyOf(words: string | null | undefined): CodedReason | null {
  return (words && codedReason(words)) || null;
}
