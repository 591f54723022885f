import { Icon, type IconName } from './icon.tsx';

/** How something is: each tone has an icon besides its colour. */
export type Tone = 'well' | 'wait' | 'bad' | 'off';

const icons: Readonly<Record<Tone, IconName>> = {
  well: 'check',
  wait: 'waiting',
  bad: 'alert',
  off: 'close',
};

export function Mark({ tone, text }: { readonly tone: Tone; readonly text: string }) {
  return (
    <span class={`tone tone-${tone}`}>
      <Icon name={icons[tone]} />
      {text}
    </span>
  );
}
