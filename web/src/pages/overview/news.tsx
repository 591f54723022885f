import { useEffect } from 'preact/hooks';
import { useTexts } from '../../i18n/i18n.ts';
import { pool } from '../../live/feed.ts';
import { newsOf, type Piece } from '../../live/news.ts';
import { useNow } from '../../state/clock.ts';
import { useMay } from '../../state/session.ts';
import { useCall } from '../../state/use-call.ts';
import { useStore } from '../../state/use-store.ts';
import { AuditLine } from '../../ui/audit-line.tsx';
import { ago, dateTime } from '../../ui/format.ts';
import { Link } from '../../ui/navigation.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusMark } from '../../ui/status.tsx';

const EVERY_MS = 30_000;

/** What changed in the last hour. */
export function News() {
  const t = useTexts();
  const now = useNow();
  const happenings = useStore(pool, (value) => value.happenings);
  const mayAsk = useMay('admin');
  const { state, again } = useCall(
    'audit.list',
    { since: '1h', limit: 50 },
    { everyMs: EVERY_MS, wanted: mayAsk },
  );
  const remembered = useCall('history.changes', {}, { everyMs: EVERY_MS });
  // What has just been seen to happen is in the log already.
  const latest = happenings[0];
  useEffect(() => {
    if (latest !== undefined) again();
  }, [latest, again]);
  const entries = state.kind === 'there' ? state.value.items : undefined;
  const changes = remembered.state.kind === 'there' ? remembered.state.value : undefined;
  const pieces = newsOf({ entries, changes: changes ?? [], seen: happenings }, now);
  if (pieces.length === 0) return <Empty>{t((entries ?? changes) ? 'news.none' : 'news.noneSeen')}</Empty>;
  return (
    <ul class="news">
      {pieces.map((piece) => (
        <li key={keyOf(piece)}>
          <PieceText piece={piece} />
          <time dateTime={piece.at} title={dateTime(piece.at, t.language)}>
            {ago(piece.at, now, t.language)}
          </time>
        </li>
      ))}
    </ul>
  );
}

function keyOf(piece: Piece): string {
  const { at } = piece;
  return piece.kind === 'done'
    ? `${at} ${piece.entry.action} ${piece.entry.subject}`
    : `${at} ${piece.happening.kind} ${piece.happening.server}`;
}

function PieceText({ piece }: { readonly piece: Piece }) {
  const t = useTexts();
  if (piece.kind === 'done') return <AuditLine entry={piece.entry} brief />;
  const { server, kind } = piece.happening;
  return (
    <span>
      {kind === 'offline' && <StatusMark status="offline" />}{' '}
      <Link to={{ page: 'server', id: server }}>{server}</Link> {t(`happened.${kind}`)}
    </span>
  );
}
