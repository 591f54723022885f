import { type ComponentChildren, createContext } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import { ApiError } from '../api/client.ts';
import type { Problem } from '../api/problem.ts';
import { ErrorNote } from './states.tsx';

interface Refused {
  readonly problems: readonly Problem[];
  /** The fields that are here to tell their own. */
  readonly here: Set<string>;
}

const Refusal = createContext<Refused>({ problems: [], here: new Set() });

interface FormProps {
  readonly onSubmit: (event: Event) => void;
  /** Why it was not done; what is wrong with a field that is here stands beside it. */
  readonly error: unknown;
  /** What came of the last time otherwise. */
  readonly said?: ComponentChildren;
  readonly buttons: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A form, with what was wrong with it the last time. */
export function Form({ onSubmit, error, said, buttons, children }: FormProps) {
  const { current: here } = useRef(new Set<string>());
  const problems = error instanceof ApiError ? error.problems : [];
  return (
    <form onSubmit={onSubmit}>
      <Refusal.Provider value={{ problems, here }}>{children}</Refusal.Provider>
      <div class="form-end">
        {said}
        {error !== undefined && <ErrorNote error={error} told={here} />}
        {buttons}
      </div>
    </form>
  );
}

/** What is wrong with a field of the form; undefined: nothing. `name`: as the server has it, if it has one. */
export function useProblem(name: string | undefined): Problem | undefined {
  const { problems, here } = useContext(Refusal);
  useLayoutEffect(() => {
    if (name === undefined) return;
    here.add(name);
    return () => {
      here.delete(name);
    };
  }, [name, here]);
  return problems.find(({ field }) => field === name);
}
