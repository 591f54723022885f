import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from './services.ts';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const CLEAR = '\x1b[H\x1b[J';
const REST_OF_LINE = '\x1b[K';

/** The terminal as one picture that is drawn over and over. */
export interface LiveScreen {
  /** Lines longer than the terminal is wide go on in the next row. */
  draw(lines: readonly string[]): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** A line at its place. */
interface Placed {
  readonly line: string;
  /** From 1. */
  readonly row: number;
}

export function openLiveScreen({ stdout }: Pick<Terminal, 'stdout'>): LiveScreen {
  let before: { readonly layout: string; readonly placed: readonly Placed[] } | undefined;
  stdout.write(ENTER);
  return {
    draw: (lines) => {
      const columns = stdout.columns ?? 100;
      const placed = place(lines, columns);
      const layout = [columns, stdout.rows, ...placed.map(({ row }) => row)].join();
      const same = before?.layout === layout ? before.placed : undefined;
      before = { layout, placed };
      // What stays is left alone: terminals forget a selection that is written over, and there are commands to copy.
      const changed = placed.filter(({ line }, index) => line !== same?.[index]?.line);
      stdout.write((same ? '' : CLEAR) + changed.map(written).join(''));
    },
    close: () => {
      stdout.write(LEAVE);
    },
  };
}

function place(lines: readonly string[], columns: number): Placed[] {
  let row = 1;
  return lines.map((line) => {
    const placed = { line, row };
    row += Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns));
    return placed;
  });
}

/** The rest is cleared first: behind a line that fills its row it would be that line's last character. */
function written({ line, row }: Placed): string {
  return `\x1b[${row};1H${REST_OF_LINE}${line}`;
}
