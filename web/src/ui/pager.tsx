import { useState } from 'preact/hooks';
import { useTexts } from '../i18n/i18n.ts';
import { Icon } from './icon.tsx';

export interface Pages {
  /** Where the page begins; undefined: at the newest. */
  readonly at: string | undefined;
  readonly newer: () => void;
  readonly older: (next: string) => void;
  /** To the newest: for what is another list now. */
  readonly restart: () => void;
}

/** The way back through a list that comes in pages. */
export function usePages(): Pages {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  return {
    at: cursors.at(-1),
    newer: () => setCursors(cursors.slice(0, -1)),
    older: (next) => setCursors([...cursors, next]),
    restart: () => setCursors([]),
  };
}

interface PagerProps {
  readonly pages: Pages;
  /** Where the next page begins; null: this is the last. */
  readonly next: string | null;
}

export function Pager({ pages, next }: PagerProps) {
  const t = useTexts();
  if (pages.at === undefined && next === null) return null;
  return (
    <nav class="pager" aria-label={t('pager.label')}>
      <button type="button" disabled={pages.at === undefined} onClick={pages.newer}>
        <Icon name="back" /> {t('pager.newer')}
      </button>
      <button type="button" disabled={next === null} onClick={() => next !== null && pages.older(next)}>
        {t('pager.older')} <Icon name="on" />
      </button>
    </nav>
  );
}
