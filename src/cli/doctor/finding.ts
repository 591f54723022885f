import type { Weakness } from '../../cluster/weakness.ts';

/** `problem`: something does not work, or will stop to; `warning`: it works, but better not so; `ok`: looked at, and fine. */
export type Severity = 'problem' | 'warning' | 'ok';

/** One thing the doctor tells. Texts hold no secret. */
export interface Finding {
  readonly severity: Severity;
  readonly text: string;
  /** What to do about it. */
  readonly mend?: string;
}

export function problem(text: string, mend: string): Finding {
  return { severity: 'problem', text, mend };
}

export function warning(text: string, mend: string): Finding {
  return { severity: 'warning', text, mend };
}

export function fine(text: string): Finding {
  return { severity: 'ok', text };
}

export function findingOf({ grave, text, mend }: Weakness): Finding {
  return grave ? problem(text, mend) : warning(text, mend);
}
