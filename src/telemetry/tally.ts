import {
  type CounterName,
  type Family,
  type FamilyName,
  families,
  type HistogramName,
  type LabelValues,
} from './families.ts';

/**
 * What was counted, as plain data that processes can send each other: by family and by the values of the labels
 * (joined) either a count, or the sum of a histogram and how many fell into each of its buckets, with those
 * above all of them last.
 */
export type Counts = Readonly<Partial<Record<FamilyName, Readonly<Record<string, readonly number[]>>>>>;

/** What a process has counted. Costs a fraction of a microsecond for each. */
export interface Tally {
  count<Name extends CounterName>(family: Name, more: number, ...labels: LabelValues<Name>): void;
  /** `ms`: as all times inside; told in seconds. */
  observe<Name extends HistogramName>(family: Name, ms: number, ...labels: LabelValues<Name>): void;
  /** Counts one series again and again, for a fraction of the cost. Not of a server: it may be dropped. */
  counter<Name extends CounterName>(family: Name, ...labels: LabelValues<Name>): (more: number) => void;
  /** The same for a histogram. */
  timer<Name extends HistogramName>(family: Name, ...labels: LabelValues<Name>): (ms: number) => void;
  add(counts: Counts): void;
  read(): Counts;
  /** The same, and begins anew. */
  take(): Counts;
  /** Drops what was counted of servers that are not in the pool any more. */
  keepServers(ids: ReadonlySet<string>): void;
}

/** No text that a label holds has it. */
const SEPARATOR = '\u0000';

type Cells = Map<string, number[]>;

export function createTally(): Tally {
  let cells = new Map<FamilyName, Cells>();
  let takes = 0;

  function cellOf(family: FamilyName, key: string, length: number): number[] {
    const own = cells.get(family) ?? new Map<string, number[]>();
    const known = own.get(key);
    if (known !== undefined) return known;
    const cell = new Array<number>(length).fill(0);
    cells.set(family, own.set(key, cell));
    return cell;
  }

  /** The cell of one series, looked up once for all that comes until the counts are taken. */
  function kept(family: FamilyName, labels: readonly string[], length: number): () => number[] {
    const key = keyOf(labels);
    // Not the cells themselves: who is seldom counted would hold all that was counted beside it.
    let known: { readonly takes: number; readonly cell: number[] } | undefined;
    return () => {
      if (known?.takes !== takes) known = { cell: cellOf(family, key, length), takes };
      return known.cell;
    };
  }

  const read = (): Counts =>
    Object.fromEntries([...cells].map(([family, own]) => [family, Object.fromEntries(own)]));

  return {
    count(family, more, ...labels) {
      increase(cellOf(family, keyOf(labels), 1), more);
    },
    observe(family, ms, ...labels) {
      const { buckets } = families[family];
      put(cellOf(family, keyOf(labels), buckets.length + 2), buckets, ms);
    },
    counter(family, ...labels) {
      const cell = kept(family, labels, 1);
      return (more) => increase(cell(), more);
    },
    timer(family, ...labels) {
      const { buckets } = families[family];
      const cell = kept(family, labels, buckets.length + 2);
      return (ms) => put(cell(), buckets, ms);
    },
    add(counts) {
      for (const [family, own] of familiesIn(counts)) {
        for (const [key, figures] of Object.entries(own)) {
          const cell = cellOf(family, key, figures.length);
          for (const [index, figure] of figures.entries()) cell[index] = (cell[index] ?? 0) + figure;
        }
      }
    },
    read,
    take() {
      const taken = read();
      cells = new Map();
      takes += 1;
      return taken;
    },
    keepServers(ids) {
      for (const [family, own] of cells) {
        const at = serverLabel(families[family]);
        if (at < 0) continue;
        for (const key of own.keys()) if (!ids.has(labelsOf(key)[at] ?? '')) own.delete(key);
      }
    },
  };
}

function increase(cell: number[], more: number): void {
  cell[0] = (cell[0] ?? 0) + more;
}

function put(cell: number[], buckets: readonly number[], ms: number): void {
  const seconds = ms / 1000;
  let index = 0;
  while (index < buckets.length && seconds > (buckets[index] ?? 0)) index++;
  cell[0] = (cell[0] ?? 0) + seconds;
  cell[index + 1] = (cell[index + 1] ?? 0) + 1;
}

/** The families that were counted, in the order of their table. */
export function familiesIn(
  counts: Counts,
): (readonly [FamilyName, Readonly<Record<string, readonly number[]>>])[] {
  return familyNames.flatMap((name) => {
    const own = counts[name];
    return own === undefined ? [] : [[name, own] as const];
  });
}

export const familyNames = Object.keys(families).filter((name): name is FamilyName => name in families);

/** The values of the labels that a key was made of. */
export function labelsOf(key: string): readonly string[] {
  return key === '' ? [] : key.split(SEPARATOR);
}

function keyOf(labels: readonly string[]): string {
  const [first = '', second] = labels;
  return second === undefined ? first : `${first}${SEPARATOR}${second}`;
}

function serverLabel({ labels }: Family): number {
  return labels.indexOf('server');
}
