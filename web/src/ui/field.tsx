import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useTexts } from '../i18n/i18n.ts';
import { problemText } from '../i18n/server-texts.ts';
import { useProblem } from './form.tsx';
import { Icon } from './icon.tsx';

interface FieldProps {
  /** What the server calls it: then what is wrong with it stands here. */
  readonly name?: string;
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly type?: 'text' | 'password' | 'url' | 'number';
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly hint?: ComponentChildren;
  readonly step?: string;
  readonly min?: string;
}

/** The library tells the kinds of inputs apart by this one. */
const types = {
  text: { type: 'text' },
  password: { type: 'password' },
  url: { type: 'url' },
  number: { type: 'number' },
} as const;

/** A labelled field of a form. */
export function Field({ name, label, value, onValue, type = 'text', hint, ...more }: FieldProps) {
  const t = useTexts();
  const id = useId();
  const problem = useProblem(name);
  const about = [...(problem ? [`${id}-problem`] : []), ...(hint ? [`${id}-hint`] : [])].join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        {...types[type]}
        value={value}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
        aria-describedby={about || undefined}
        aria-invalid={problem ? true : undefined}
        {...more}
      />
      {problem && (
        <small id={`${id}-problem`} class="problem">
          <Icon name="alert" /> {problemText(t, problem)}
        </small>
      )}
      {hint && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
    </div>
  );
}

interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}

export function Checkbox({ label, checked, onChecked }: CheckboxProps) {
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChecked(currentTarget.checked)}
      />
      {label}
    </label>
  );
}

interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

export function Search({ label, value, onValue }: SearchProps) {
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </label>
  );
}
