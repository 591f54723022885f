import type { Terminal } from './services.ts';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const REST_OF_LINE = '\x1b[K';
const REST_OF_SCREEN = '\x1b[J';

/** The terminal as one picture that is drawn over and over. */
export interface LiveScreen {
  draw(lines: readonly string[]): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

export function openLiveScreen({ stdout }: Pick<Terminal, 'stdout'>): LiveScreen {
  stdout.write(ENTER);
  return {
    draw: (lines) => {
      const text = lines.map((line) => line + REST_OF_LINE).join('\r\n');
      stdout.write(HOME + text + REST_OF_SCREEN);
    },
    close: () => {
      stdout.write(LEAVE);
    },
  };
}
