import { StoreUnavailable } from './cluster/ports.ts';
import type { AdjustableLogger, LogLevel } from './logger.ts';
import type { ChosenLevel, LogLevelStore } from './operations/log-level-store.ts';

export interface FollowedLevel {
  readonly log: AdjustableLogger;
  readonly configured: LogLevel;
  readonly store: Pick<LogLevelStore, 'read'>;
  /** Between two looks; default 5 s. */
  readonly everyMs?: number;
}

const EVERY_MS = 5000;

/** Logs what an operator chose for all processes, as long as that holds. Returns what ends it. */
export function followLogLevel({ log, configured, store, everyMs = EVERY_MS }: FollowedLevel): () => void {
  let level = configured;
  let looking = false;

  function take(chosen: ChosenLevel | undefined): void {
    const wanted = chosen?.level ?? configured;
    if (wanted === level) return;
    level = wanted;
    log.setLevel(level);
    const until = chosen && new Date(chosen.until).toISOString();
    log.warn({ logs: level, until }, 'what is logged was changed');
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      take(await store.read());
    } catch (error) {
      // That it is away the store says itself.
      if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'the log level could not be read');
    } finally {
      looking = false;
    }
  }

  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
