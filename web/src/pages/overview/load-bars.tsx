import { useMemo } from 'preact/hooks';
import type { Server } from '../../api/calls.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { statusOf } from '../../live/server-status.ts';
import { decimal } from '../../ui/format.ts';
import { Link } from '../../ui/navigation.tsx';
import { StatusMark } from '../../ui/status.tsx';

/** From so many servers on, each has less room. */
const MANY = 24;

/** The load of each server as a bar, the longest that of the busiest. */
export function LoadBars({ servers }: { readonly servers: readonly Server[] }) {
  const isMany = servers.length > MANY;
  const most = Math.max(1, ...servers.map(({ load }) => load ?? 0));
  return (
    <ul class={`bars${isMany ? ' many' : ''}`}>
      {servers.map((server) => (
        <Bar key={server.id} server={server} share={(server.load ?? 0) / most} brief={isMany} />
      ))}
    </ul>
  );
}

interface BarProps {
  readonly server: Server;
  /** How long the bar is, 0 to 1. */
  readonly share: number;
  readonly brief: boolean;
}

function Bar({ server, share, brief }: BarProps) {
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
          <span class="fill" style={{ width: `${Math.round(share * 1000) / 10}%` }} />
        </span>
        <span class="figures">{status === 'offline' ? word : figures.join(' · ')}</span>
      </li>
    );
  }, [server, share, brief, t.language]);
}
