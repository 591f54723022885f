import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

interface HeadingProps {
  readonly title: string;
  /** What stands beside it: buttons, a search field. */
  readonly children?: ComponentChildren;
}

/** Begins a page: its title, also that of the browser's tab. */
export function Heading({ title, children }: HeadingProps) {
  useEffect(() => {
    document.title = `${title} · Scalelite`;
  }, [title]);
  return (
    <div class="heading">
      <h1>{title}</h1>
      {children}
    </div>
  );
}

interface PanelProps {
  readonly title: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A part of a page with a title of its own. */
export function Panel({ title, class: name = '', children }: PanelProps) {
  return (
    <section class={`panel ${name}`}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** A figure with what it is. */
export function Tile({
  label,
  value,
  more,
}: {
  readonly label: string;
  readonly value: string;
  readonly more?: ComponentChildren;
}) {
  return (
    <div class="tile">
      <dt>{label}</dt>
      <dd>{value}</dd>
      {more && <dd class="more">{more}</dd>}
    </div>
  );
}
