import { table } from './output.ts';
import type { Terminal } from './services.ts';

/** A column of a table for people. */
export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => string;
  /** Columns of the highest number go first where there is no room; those of 0 never. */
  readonly spare: number;
}

const GAP = 2;
/** Less of a cell tells nothing. */
const SHORTEST = 8;

/** The places of the columns that fit side by side, in their order. */
export function fitting(
  columns: readonly { readonly width: number; readonly spare: number }[],
  room: number,
): number[] {
  const shown = columns.map((column, place) => ({ ...column, place }));
  const order = shown.filter(({ spare }) => spare > 0).sort((a, b) => b.spare - a.spare || b.place - a.place);
  const widthOf = (): number => shown.reduce((sum, { width }) => sum + width + GAP, -GAP);
  for (const column of order) {
    if (widthOf() <= room) break;
    shown.splice(shown.indexOf(column), 1);
  }
  return shown.map(({ place }) => place);
}

/** The items as a table; on a terminal no wider than that, by leaving out columns and cutting long cells. */
export function itemTable<Item>(
  { stdout }: Pick<Terminal, 'stdout'>,
  columns: readonly Column<Item>[],
  items: readonly Item[],
): string[] {
  const cells = items.map((item) => columns.map(({ cell }) => cell(item)));
  const widths = columns.map(({ title }, place) =>
    Math.max(title.length, ...cells.map((row) => row[place]?.length ?? 0)),
  );
  const room = stdout.isTTY ? (stdout.columns ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const shown = fitting(
    columns.map(({ spare }, place) => ({ spare, width: widths[place] ?? 0 })),
    room,
  );
  const limits = cutTo(
    shown.map((place) => widths[place] ?? 0),
    room,
  );
  const row = (all: readonly string[]) => shown.map((place, at) => cut(all[place] ?? '', limits[at] ?? 0));
  return table(row(columns.map(({ title }) => title)), cells.map(row));
}

/** The same of rows of texts; `header`: each column's title with its `spare`. */
export function rowTable(
  terminal: Pick<Terminal, 'stdout'>,
  header: readonly (readonly [title: string, spare: number])[],
  rows: readonly (readonly string[])[],
): string[] {
  const columns = header.map(([title, spare], place) => ({
    title,
    spare,
    cell: (row: readonly string[]) => row[place] ?? '',
  }));
  return itemTable(terminal, columns, rows);
}

/** The widths, the widest made narrower until all fit or none can give more. */
function cutTo(widths: readonly number[], room: number): number[] {
  const limits = [...widths];
  const over = () => limits.reduce((sum, width) => sum + width + GAP, -GAP) - room;
  for (;;) {
    const widest = Math.max(...limits);
    if (over() <= 0 || widest <= SHORTEST) return limits;
    limits[limits.indexOf(widest)] = Math.max(SHORTEST, widest - over());
  }
}

/** No longer than that; an ellipsis tells that something is missing. */
export function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}
