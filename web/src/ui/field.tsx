import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon.tsx';

interface FieldProps {
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
export function Field({ label, value, onValue, type = 'text', hint, ...more }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        {...types[type]}
        value={value}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...more}
      />
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
