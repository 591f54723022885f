import type { EventEmitter } from 'node:events';
import type { Running } from './workers.ts';

/** What a part may take to end after the first signal, unless it asks for more; then the process ends anyway. */
const GRACE_MS = 30_000;

/**
 * Signals so close together are one: Ctrl-C reaches the process from the terminal and, passed on, from npm;
 * a worker gets it from the terminal and a SIGTERM from its primary.
 */
const ECHO_MS = 1000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;

export interface ShutdownOptions {
  /**
   * Where SIGINT, SIGTERM, SIGHUP (the terminal was closed) and `disconnect` (of a worker whose primary has
   * died) come from: the process.
   */
  readonly signals: EventEmitter;
  /** Ends the process. */
  readonly exit: (code: number) => void;
  /** Prints why it had to be forced. */
  readonly say: (line: string) => void;
  readonly graceMs?: number;
  readonly echoMs?: number;
}

export interface Shutdown {
  /** Takes the signals from now on; without it they end the process as usual. Returns what the first aborts. */
  listen(): AbortSignal;
  /** Waits for the end of what runs; the first signal stops it. Rejects when it fails. */
  untilStopped(running: Running): Promise<void>;
}

/**
 * The first signal asks for a clean end; a second one, or 30 s without an end, forces it.
 */
export function createShutdown(options: ShutdownOptions): Shutdown {
  const { signals, exit, say, graceMs = GRACE_MS, echoMs = ECHO_MS } = options;
  const controller = new AbortController();
  let patienceMs = graceMs;
  let listening = false;
  let first = 0;

  const force = (reason: string): void => {
    say(`scalelite: ${reason}; stopping at once`);
    exit(1);
  };
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      if (performance.now() - first >= echoMs) force('a second signal came');
      return;
    }
    first = performance.now();
    controller.abort();
    const late = (): void => force(`not everything had ended ${patienceMs / 1000} s after the signal`);
    setTimeout(late, patienceMs).unref();
  };
  const listen = (): AbortSignal => {
    if (!listening) for (const name of SIGNALS) signals.on(name, onSignal);
    listening = true;
    return controller.signal;
  };
  return {
    listen,
    untilStopped: (running) => {
      patienceMs = Math.max(patienceMs, running.graceMs ?? 0);
      return untilStopped(running, listen());
    },
  };
}

async function untilStopped(running: Running, interrupted: AbortSignal): Promise<void> {
  const stop = (): void => {
    // What goes wrong while it stops is told by `done`.
    running.stop().catch(() => {});
  };
  interrupted.addEventListener('abort', stop, { once: true });
  if (interrupted.aborted) stop();
  try {
    await running.done;
  } finally {
    interrupted.removeEventListener('abort', stop);
  }
}
