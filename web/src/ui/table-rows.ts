/** Which rows of a table are drawn: pure, so that it is tested without a browser. */
export type SortValue = string | number | null;

export interface Order {
  readonly key: string;
  readonly down: boolean;
}

/** Rows in the order of what `of` tells of them; what has nothing comes last, whichever way. */
export function ordered<Row>(rows: readonly Row[], of: (row: Row) => SortValue, down: boolean): Row[] {
  const sign = down ? -1 : 1;
  return rows
    .map((row) => [of(row), row] as const)
    .sort(([a], [b]) => {
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return sign * compare(a, b);
    })
    .map(([, row]) => row);
}

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b));
}

export interface Slice {
  readonly first: number;
  /** Behind the last one. */
  readonly end: number;
}

const SPARE = 8;

/** The rows that can be seen, and some before and after them, so that scrolling shows no gap. */
export function visible(count: number, rowHeight: number, top: number, height: number): Slice {
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + SPARE);
  return { first: Math.min(first, end), end };
}
