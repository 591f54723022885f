/** Drawn here, so that nothing is fetched: 20 by 20, in the colour of the text around. */
const paths = {
  overview: 'M3 11h4v6H3zM8.5 3h4v14h-4zM14 8h4v9h-4z',
  servers: 'M3 3h14v5H3zM3 11h14v5H3zM6 5.5h.01M6 13.5h.01',
  meetings:
    'M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM1.5 17c0-3 2.5-5 5.5-5s5.5 2 5.5 5M14 9.5a2.5 2.5 0 1 0 0-5M15 12.3c2.2.5 3.5 2.3 3.5 4.7',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 18 18',
  close: 'M5 5l10 10M15 5 5 15',
  alert: 'M10 3 1.5 17h17zM10 8v4M10 14.6h.01',
  check: 'M4 10.5 8.5 15 16 5.5',
  up: 'M5 12l5-5 5 5',
  down: 'M5 8l5 5 5-5',
  out: 'M8 3H3v14h5M12 6l4 4-4 4M16 10H7',
  plus: 'M10 4v12M4 10h12',
  back: 'M12 4 6 10l6 6',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
