import { readSession } from '../api/client.ts';
import { createStore } from '../state/store.ts';
import { applied, emptyPool, eventNames, type PoolEvent } from './pool.ts';

const ADDRESS = '/scalelite/api/events';
/** What comes at once is drawn at once; so often at most. */
const DRAW_MS = 150;
/** The server gives a sign of life every 15 s: a stream that is silent for so long has died on its way here. */
const SILENT_MS = 40_000;
const LOOK_MS = 5000;
const ANSWER_MS = 10_000;
const RETRY_MS = [1000, 2000, 5000, 10_000];

/** `connecting`: the first time; `lost`: since when there is no connection. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly since: number };

export const pool = createStore(emptyPool);
export const connection = createStore<Connection>({ state: 'connecting' });

/** Follows the stream of events until it is told to stop. `over`: nobody is signed in any more. */
export function follow(over: () => void): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let heardAt = 0;
  let stopped = false;
  const { add, stop: stopDrawing } = coalesced((events) => pool.update((value) => applied(value, events)));

  function open(): void {
    heardAt = Date.now();
    source = new EventSource(ADDRESS);
    source.onerror = lost;
    source.addEventListener('alive', heard);
    for (const name of eventNames) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        heard();
        add({ name, ...JSON.parse(data) });
      });
    }
  }

  function heard(): void {
    [failures, heardAt] = [0, Date.now()];
    connection.set({ state: 'live' });
  }

  /** Browsers go on by themselves when a stream ends, but not when it is refused: so here both is done anew. */
  function lost(): void {
    source?.close();
    source = undefined;
    if (stopped) return;
    const { state } = connection.get();
    if (state !== 'lost') connection.set({ state: 'lost', since: Date.now() });
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    retry = setTimeout(() => void again(), wait);
  }

  /** Of a network that goes, and of streams that die, such as while a laptop sleeps, browsers do not tell a stream. */
  function look(): void {
    if (source && (!navigator.onLine || Date.now() - heardAt > SILENT_MS)) lost();
  }

  function backOnline(): void {
    if (retry === undefined) return;
    clearTimeout(retry);
    void again();
  }

  async function again(): Promise<void> {
    retry = undefined;
    try {
      if ((await readSession(AbortSignal.timeout(ANSWER_MS))) === undefined) return over();
    } catch {
      return lost();
    }
    if (!stopped) open();
  }

  open();
  const looking = setInterval(look, LOOK_MS);
  addEventListener('offline', look);
  addEventListener('online', backOnline);
  return () => {
    stopped = true;
    clearTimeout(retry);
    clearInterval(looking);
    removeEventListener('offline', look);
    removeEventListener('online', backOnline);
    source?.close();
    stopDrawing();
    pool.set(emptyPool);
    connection.set({ state: 'connecting' });
  };
}

/** Hands on what comes in pieces together, so that a thousand events are drawn once. */
function coalesced(handle: (events: readonly PoolEvent[]) => void) {
  let waiting: PoolEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawn = 0;
  const flush = (): void => {
    timer = undefined;
    drawn = performance.now();
    const events = waiting;
    waiting = [];
    handle(events);
  };
  return {
    add(event: PoolEvent): void {
      waiting.push(event);
      timer ??= setTimeout(flush, Math.max(0, drawn + DRAW_MS - performance.now()));
    },
    stop: () => clearTimeout(timer),
  };
}
