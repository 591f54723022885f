/** What stands where there is nothing yet, nothing at all, or something is wrong. */
import type { ComponentChildren } from 'preact';
import { ApiError } from '../api/client.ts';
import { useTexts } from '../i18n/i18n.ts';
import { messageOf, problemText } from '../i18n/server-texts.ts';
import type { Loaded } from '../state/use-call.ts';
import { Icon } from './icon.tsx';

export function Loading() {
  return (
    <p class="state loading">
      <span class="spinner" aria-hidden="true" /> {useTexts()('loading')}
    </p>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="state empty">{children}</p>;
}

interface ErrorNoteProps {
  readonly error: unknown;
  readonly again?: () => void;
  /** Fields beside which stands what is wrong with them. */
  readonly told?: ReadonlySet<string>;
}

/** What the server said, or that it said nothing. */
export function ErrorNote({ error, again, told }: ErrorNoteProps) {
  const t = useTexts();
  const rest = error instanceof ApiError ? error.problems.filter(({ field }) => !told?.has(field)) : [];
  return (
    <div class="state failed" role="alert">
      <Icon name="alert" />
      <span>
        {messageOf(t, error)}
        {rest.map((problem) => (
          <span key={problem.field}>
            {' '}
            {t('problem.of', { field: problem.field, problem: problemText(t, problem) })}
          </span>
        ))}
      </span>
      {again && (
        <button type="button" onClick={again}>
          {t('again')}
        </button>
      )}
    </div>
  );
}

interface WhenThereProps<T> {
  readonly state: Loaded<T>;
  readonly again: () => void;
  readonly children: (value: T) => ComponentChildren;
}

/** Draws what was asked for once it is there, and says so until then. */
export function WhenThere<T>({ state, again, children }: WhenThereProps<T>) {
  if (state.kind === 'loading') return <Loading />;
  if (state.kind === 'failed') return <ErrorNote error={state.error} again={again} />;
  return <>{children(state.value)}</>;
}
