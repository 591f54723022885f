import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

interface OpenerProps {
  /** What stands on the button. */
  readonly label: string;
  readonly icon?: IconName;
  readonly class?: string;
  /** Once the dialog is closed, whether or not it did something. */
  readonly closed?: () => void;
  /** The dialog; it ends with `close`. */
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button that opens a dialog. */
export function Opener({ label, icon, class: name, closed, children }: OpenerProps) {
  const [isOpen, setOpen] = useState(false);
  const close = (): void => {
    setOpen(false);
    closed?.();
  };
  return (
    <>
      <button type="button" class={name} onClick={() => setOpen(true)}>
        {icon && <Icon name={icon} />} {label}
      </button>
      {isOpen && children(close)}
    </>
  );
}
