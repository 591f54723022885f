/** How something found in the stores stands to what this program knows. */
export type RemarkKind =
  /** Of an older version: understood, and left as it is. */
  | 'legacy'
  /** Left behind by something that is gone: passed over, and mostly cleared by the poller in time. */
  | 'leftover'
  /** Not understood: to be looked at before this program works on the data. */
  | 'strange';

/** What was found of one kind, put together. */
export interface Remark {
  readonly kind: RemarkKind;
  /** What it is and what becomes of it. */
  readonly text: string;
  readonly count: number;
  /** Names of a few of them; never a secret. */
  readonly examples: readonly string[];
}

/** What one store holds, read without changing anything. */
export interface Survey {
  /** `Redis`, `PostgreSQL`. */
  readonly store: string;
  /** What it holds, in words such as `servers, enabled`, and how many. */
  readonly found: readonly { readonly what: string; readonly count: number }[];
  readonly remarks: readonly Remark[];
}

/** Gathers what a survey comes by. */
export interface Findings {
  count(what: string, by?: number): void;
  /** `example`: the name of one; `by`: how many at once. */
  remark(kind: RemarkKind, text: string, example?: string, by?: number): void;
  survey(store: string): Survey;
}

const EXAMPLES = 5;
const EXAMPLE_LENGTH = 80;

export function createFindings(): Findings {
  const counts = new Map<string, number>();
  const remarks = new Map<string, { kind: RemarkKind; text: string; count: number; examples: string[] }>();
  return {
    count(what, by = 1) {
      counts.set(what, (counts.get(what) ?? 0) + by);
    },
    remark(kind, text, example, by = 1) {
      const remark = remarks.get(text) ?? { kind, text, count: 0, examples: [] };
      remarks.set(text, remark);
      remark.count += by;
      if (example !== undefined && remark.examples.length < EXAMPLES) remark.examples.push(brief(example));
    },
    survey: (store) => ({
      store,
      found: [...counts].map(([what, count]) => ({ what, count })),
      remarks: [...remarks.values()],
    }),
  };
}

function brief(text: string): string {
  const line = text.replace(/\p{Cc}/gu, ' ');
  return line.length > EXAMPLE_LENGTH ? `${line.slice(0, EXAMPLE_LENGTH)}…` : line;
}
