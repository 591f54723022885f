import type { Terminal } from './services.ts';

/** A bar on the terminal, for work that takes its time. */
export interface Progress {
  readonly hear: (done: number, total: number) => void;
  /** Takes it away again. */
  end(): void;
}

const WIDTH = 24;
const DRAWN_EVERY_MS = 50;
const START_OF_LINE = '\r\x1b[K';

/** Draws on stderr, and only where that is a terminal: what is printed stays clean. */
function openProgress({ stderr }: Pick<Terminal, 'stderr'>, label: string): Progress {
  let drawnAt = 0;
  let drawn = false;
  return {
    hear: (done, total) => {
      if (!stderr.isTTY || Date.now() - drawnAt < DRAWN_EVERY_MS) return;
      drawnAt = Date.now();
      drawn = true;
      stderr.write(`${START_OF_LINE}${label} ${progressBar(done, total)}`);
    },
    end: () => {
      if (drawn) stderr.write(START_OF_LINE);
      drawn = false;
    },
  };
}

/** `██████░░░░░░ 3/6` */
export function progressBar(done: number, total: number): string {
  const full = Math.round((Math.min(done, total) / Math.max(1, total)) * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done}/${total}`;
}

/** Runs the work with a bar, which is gone when it ends or fails. */
export async function withProgress<T>(
  terminal: Pick<Terminal, 'stderr'>,
  label: string,
  work: (hear: Progress['hear']) => Promise<T>,
): Promise<T> {
  const progress = openProgress(terminal, label);
  try {
    return await work(progress.hear);
  } finally {
    progress.end();
  }
}
