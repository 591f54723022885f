import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Server } from '../../api/calls.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { statusOf } from '../../live/server-status.ts';
import { decimal } from '../../ui/format.ts';
import { Link } from '../../ui/navigation.tsx';
import { StatusMark } from '../../ui/status.tsx';
import { type Bar, type Bars, barsOf } from './bars.ts';

/** From so many servers on, each has less room. */
const MANY = 24;
/** Those that will soon be seen are drawn already. */
const AHEAD = '300px';

/**
 * The load of each server as a bar, the longest that of the busiest. Of many only those that can be seen move: the
 * others keep the length they have, but not the state.
 */
export function LoadBars({ servers }: { readonly servers: readonly Server[] }) {
  const isMany = servers.length > MANY;
  const list = useRef<HTMLUListElement>(null);
  const drawn = useRef<Bars>(new Map());
  const seen = useSeen(list, isMany ? servers.map(({ id }) => id).join(' ') : '');
  drawn.current = barsOf(servers, drawn.current, isMany ? seen : undefined);
  return (
    <ul ref={list} class={`bars${isMany ? ' many' : ''}`}>
      {[...drawn.current.values()].map(({ server, share }) => (
        <LoadBar key={server.id} server={server} share={share} brief={isMany} />
      ))}
    </ul>
  );
}

/** Which items of a list can be seen; `ids`: those that it has, empty when it does not matter. */
function useSeen(list: { readonly current: HTMLUListElement | null }, ids: string): ReadonlySet<string> {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (ids === '') return;
    const watcher = new IntersectionObserver((entries) => setSeen((before) => seenAfter(before, entries)), {
      rootMargin: AHEAD,
    });
    for (const item of list.current?.children ?? []) watcher.observe(item);
    return () => watcher.disconnect();
  }, [list, ids]);
  return seen;
}

function seenAfter(
  before: ReadonlySet<string>,
  entries: readonly IntersectionObserverEntry[],
): ReadonlySet<string> {
  const after = new Set(before);
  for (const { target, isIntersecting } of entries) {
    const id = (target instanceof HTMLElement && target.dataset['server']) || '';
    if (isIntersecting) after.add(id);
    else after.delete(id);
  }
  return after;
}

interface LoadBarProps extends Bar {
  readonly brief: boolean;
}

function LoadBar({ server, share, brief }: LoadBarProps) {
  const t = useTexts();
  // Of hundreds of bars only those are drawn anew whose server or length is another.
  return useMemo(() => {
    const status = statusOf(server);
    const word = t(`status.${status}`);
    const figures = [
      ...(status === 'ok' ? [] : [word]),
      server.load === null ? '–' : decimal(server.load, t.language),
      ...(brief ? [] : [t.n('meetings', server.meetings)]),
      t.n('users', server.users),
    ];
    return (
      <li class={`bar status-${status}`} data-server={server.id} data-status={status}>
        <StatusMark status={status} />
        <Link to={{ page: 'server', id: server.id }}>{server.id}</Link>
        <span class="track">
          <span class="fill" style={{ transform: `translateX(${Math.round(share * 1000) / 10 - 100}%)` }} />
        </span>
        <span class="figures">{status === 'offline' ? word : figures.join(' · ')}</span>
      </li>
    );
  }, [server, share, brief, t.language]);
}
