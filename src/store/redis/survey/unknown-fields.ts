import type { Findings } from '../../../cluster/survey.ts';

/** Remarks on the fields that are none of the layout's. */
export function remarkFields(
  kind: string,
  known: readonly string[],
  id: string,
  hash: ReadonlyMap<string, string>,
  remark: Findings['remark'],
): void {
  for (const field of hash.keys())
    if (!known.includes(field)) remark('strange', `the field ${field} of a ${kind}`, id);
}
