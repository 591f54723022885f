import { useEffect } from 'preact/hooks';
import { call } from '../api/client.ts';
import { useStore } from '../state/use-store.ts';
import { pool } from './feed.ts';
import { type LiveMeeting, withMeetings } from './pool.ts';

const PAGE = 1000;
const TRY_AGAIN_MS = 5000;

/** Every meeting of the pool; those that the stream had left out are asked for, a page after the other. */
export function useAllMeetings(): ReadonlyMap<string, LiveMeeting> {
  const missing = useStore(pool, ({ meetingsLeftOut }) => meetingsLeftOut);
  useEffect(() => {
    if (missing === 0) return;
    const ended = new AbortController();
    void fill(ended.signal);
    return () => ended.abort();
  }, [missing]);
  return useStore(pool, ({ meetings }) => meetings);
}

async function fill(signal: AbortSignal): Promise<void> {
  try {
    const all = await readAll(signal);
    if (!signal.aborted) pool.update((value) => withMeetings(value, all));
  } catch {
    const timer = setTimeout(() => void fill(signal), TRY_AGAIN_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }
}

async function readAll(signal: AbortSignal): Promise<LiveMeeting[]> {
  const all: LiveMeeting[] = [];
  for (let cursor: string | undefined, more = true; more && !signal.aborted; ) {
    const page = await call(
      'meetings.list',
      { limit: PAGE, ...(cursor !== undefined && { cursor }) },
      signal,
    );
    all.push(...page.items);
    cursor = page.next ?? undefined;
    more = cursor !== undefined;
  }
  return all;
}
