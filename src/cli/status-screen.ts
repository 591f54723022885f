import { styleText } from 'node:util';
import { isAwaited } from '../cluster/awaited.ts';
import { decimal } from '../cluster/decimal.ts';
import { poolTotals } from '../cluster/pool-totals.ts';
import { isAvailable, type Server } from '../cluster/server.ts';
import { cut, fitting } from './columns.ts';
import { printable } from './output.ts';
import { byHostname, healthOf, hostname } from './status-table.ts';
import { totalsLine } from './totals.ts';
import { arrow, type Trends, trendLine } from './trends.ts';

export interface ScreenInput {
  readonly servers: readonly Server[];
  readonly columns: number;
  readonly rows: number;
  readonly clock: string;
  readonly trends: Pick<Trends, 'of'>;
  /** Why what is shown may be old; undefined: it is not. */
  readonly trouble: string | undefined;
}

/** The style of a cell, or none. */
type Style = Parameters<typeof styleText>[0] | undefined;

interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (server: Server, scale: Scale) => string;
  /** Columns of the highest number go first where there is no room. */
  readonly spare: number;
  readonly style?: (server: Server) => Style;
}

/** What a full load bar stands for. */
interface Scale {
  readonly highest: number;
  readonly width: number;
  readonly trends: Pick<Trends, 'of'>;
}

const TITLE = 'Scalelite';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const BLOCKS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

const columns: readonly Column[] = [
  { title: 'SERVER', align: 'left', spare: 0, cell: nameOf },
  { title: 'STATE', align: 'left', spare: 2, cell: ({ state }) => state, style: stateStyle },
  {
    title: 'HEALTH',
    align: 'left',
    spare: 1,
    cell: healthOf,
    style: (server) => (server.online ? 'green' : isAwaited(server) ? 'yellow' : 'red'),
  },
  { title: 'LOAD', align: 'left', spare: 5, cell: bar, style: loadStyle },
  {
    title: '',
    align: 'right',
    spare: 3,
    cell: ({ load }) => (load === undefined ? '–' : decimal(load)),
  },
  {
    title: 'TREND',
    align: 'left',
    spare: 7,
    cell: ({ id }, { trends, highest }) => trendLine(trends.of(id), highest),
    style: loadStyle,
  },
  { title: 'MEETINGS', align: 'right', spare: 4, cell: ({ meetings }) => String(meetings) },
  {
    title: 'USERS',
    align: 'right',
    spare: 4,
    cell: ({ id, users }, { trends }) => `${users} ${arrow(trends.of(id))}`,
  },
  { title: 'VIDEOS', align: 'right', spare: 6, cell: ({ videos }) => String(videos) },
  { title: 'LARGEST', align: 'right', spare: 8, cell: ({ largestMeeting }) => String(largestMeeting) },
  { title: 'TAG', align: 'left', spare: 9, cell: ({ tag }) => printable(tag ?? '') },
  { title: 'VERSION', align: 'left', spare: 10, cell: ({ bbbVersion }) => printable(bbbVersion) },
];

/** The live picture of the pool, a line each; it fits into the terminal's columns and rows. */
export function statusScreen(input: ScreenInput): string[] {
  const servers = byHostname(input.servers);
  const facts = `${totalsLine(poolTotals(servers))}  ${input.clock}`;
  const head = [
    `${styleText('bold', TITLE)}  ${cut(facts, Math.max(1, input.columns - TITLE.length - 2))}`,
    input.trouble === undefined ? '' : styleText('red', cut(input.trouble, input.columns)),
  ];
  const room = Math.max(1, input.rows - head.length - 1);
  const shown = servers.length > room ? servers.slice(0, room - 1) : servers;
  const rest = servers.length - shown.length;
  return [...head, ...grid(shown, input), ...(rest > 0 ? [styleText('gray', `… and ${rest} more`)] : [])];
}

function grid(servers: readonly Server[], { columns: width, trends }: ScreenInput): string[] {
  const highest = Math.max(1, ...servers.map((server) => server.load ?? 0));
  const scale = { highest, trends, width: width >= 140 ? 24 : 12 };
  const cells = servers.map((server) => columns.map((column) => column.cell(server, scale)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const shown = fitting(
    columns.map(({ spare }, index) => ({ spare, width: widths[index] ?? 0 })),
    width,
  );
  const line = (row: readonly string[], style: (column: Column) => Style) =>
    shown.map((index) => painted(columns[index], row[index] ?? '', widths[index] ?? 0, style)).join('  ');
  return [
    line(
      columns.map((column) => column.title),
      () => 'gray',
    ),
    ...servers.map((server, index) => line(cells[index] ?? [], (column) => column.style?.(server))),
  ];
}

function painted(
  column: Column | undefined,
  text: string,
  width: number,
  style: (column: Column) => Style,
): string {
  if (!column) return '';
  const padded = column.align === 'left' ? text.padEnd(width) : text.padStart(width);
  const wanted = style(column);
  return wanted === undefined ? padded : styleText(wanted, padded);
}

function bar({ load = 0 }: Server, { highest, width }: Scale): string {
  const eighths = Math.round((Math.max(0, load) / highest) * width * 8);
  const full = '█'.repeat(Math.floor(eighths / 8)) + (BLOCKS[eighths % 8] ?? '');
  return full.padEnd(width, '░');
}

function loadStyle(server: Server): Style {
  return isAvailable(server) ? 'cyan' : 'gray';
}

function stateStyle({ state }: Server): Style {
  if (state === 'enabled') return 'green';
  return state === 'cordoned' ? 'yellow' : 'gray';
}

/** Its ID, or its host where the ID is made of chance and tells people nothing. Leaves room for the rest. */
function nameOf(server: Server): string {
  return cut(printable(UUID.test(server.id) ? hostname(server) : server.id), 24);
}
