import type { ComponentChildren } from 'preact';

interface DetailsProps {
  /** What it is called, and what it is; nothing shows as a dash. */
  readonly rows: readonly (readonly [title: string, value: ComponentChildren])[];
}

/** What is known of one thing. */
export function Details({ rows }: DetailsProps) {
  return (
    <dl class="details">
      {rows.map(([title, value]) => [
        <dt key={`${title} title`}>{title}</dt>,
        <dd key={title}>{value === null || value === undefined || value === '' ? '–' : value}</dd>,
      ])}
    </dl>
  );
}
