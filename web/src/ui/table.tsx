import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { type Order, ordered, type Slice, type SortValue, visible } from './table-rows.ts';

/** As the style sheet has it. */
const ROW_HEIGHT = 44;
/** Drawn anew only so often while it is scrolled; less than the rows that are drawn ahead. */
const STEP = 4 * ROW_HEIGHT;

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** What it is sorted by; left out: it is not. */
  readonly sort?: (row: Row) => SortValue;
  readonly number?: boolean;
  /** Left out where there is little room: 1 on small screens, 2 on phones too. */
  readonly spare?: 1 | 2;
}

interface TableProps<Row> {
  /** What it is a table of, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** In which it is at first. */
  readonly order: Order;
}

/** A table of any length: only the rows that can be seen are drawn. */
export function Table<Row>({ label, columns, rows, keyOf, order: first }: TableProps<Row>) {
  const [order, setOrder] = useState(first);
  const box = useRef<HTMLDivElement>(null);
  const { first: from, end } = useVisible(box, rows.length);
  const sorted = useMemo(() => {
    const column = columns.find(({ key }) => key === order.key);
    return column?.sort ? ordered(rows, column.sort, order.down) : rows;
  }, [rows, columns, order]);
  const turn = (key: string): void => setOrder({ key, down: order.key === key && !order.down });
  return (
    <section class="table-box" ref={box} aria-label={label}>
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} order={order} turn={turn} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={from} columns={columns.length} />
          {sorted.slice(from, end).map((row, index) => (
            <tr key={keyOf(row)} aria-rowindex={from + index + 2}>
              {columns.map((column) => (
                <td key={column.key} class={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          <Gap rows={rows.length - end} columns={columns.length} />
        </tbody>
      </table>
    </section>
  );
}

/** As high as the rows that are not drawn. */
function Gap({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr class="gap">
      <td colSpan={columns} style={{ height: `${rows * ROW_HEIGHT}px` }} />
    </tr>
  );
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly order: Order;
  readonly turn: (key: string) => void;
}

function Heading<Row>({ column, order, turn }: HeadingProps<Row>) {
  const { key, title, sort } = column;
  const isSorted = order.key === key;
  const direction = isSorted ? (order.down ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" class={classOf(column)} aria-sort={direction}>
      {sort ? (
        <button type="button" onClick={() => turn(key)}>
          {title}
          {isSorted && <Icon name={order.down ? 'down' : 'up'} />}
        </button>
      ) : (
        title
      )}
    </th>
  );
}

function classOf<Row>({ key, number, spare }: Column<Row>): string {
  return [`column-${key}`, ...(number ? ['number'] : []), ...(spare ? [`spare-${spare}`] : [])].join(' ');
}

function useVisible(box: { readonly current: HTMLDivElement | null }, count: number): Slice {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(800);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = (): void => {
      setTop(element.scrollTop - (element.scrollTop % STEP));
      setHeight(element.clientHeight);
    };
    const watcher = new ResizeObserver(look);
    watcher.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      watcher.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box]);
  return visible(count, ROW_HEIGHT, top, height);
}
