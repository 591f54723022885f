import { useTexts } from '../i18n/i18n.ts';
import { useNow } from '../state/clock.ts';
import { ago, dateTime } from './format.ts';

interface TimeProps {
  /** ISO 8601; null: there is none. */
  readonly at: string | null;
}

/** How long ago it was; the time itself shows when one points at it. */
export function Ago({ at }: TimeProps) {
  const t = useTexts();
  const now = useNow();
  if (at === null) return <>–</>;
  return (
    <time dateTime={at} title={dateTime(at, t.language)}>
      {ago(at, now, t.language)}
    </time>
  );
}

/** A time itself: for what is yet to come, or long ago. */
export function At({ at }: TimeProps) {
  const t = useTexts();
  if (at === null) return <>–</>;
  return <time dateTime={at}>{dateTime(at, t.language)}</time>;
}
