/** Drawn here, so that nothing is fetched: 20 by 20, in the colour of the text around. */
const paths = {
  overview: 'M3 11h4v6H3zM8.5 3h4v14h-4zM14 8h4v9h-4z',
  servers: 'M3 3h14v5H3zM3 11h14v5H3zM6 5.5h.01M6 13.5h.01',
  meetings:
    'M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM1.5 17c0-3 2.5-5 5.5-5s5.5 2 5.5 5M14 9.5a2.5 2.5 0 1 0 0-5M15 12.3c2.2.5 3.5 2.3 3.5 4.7',
  recordings: 'M2.5 4.5h11v11h-11zM13.5 9 18 6v8l-4.5-3',
  tenants: 'M3 17V6l7-3.5L17 6v11M1.5 17h17M8 17v-4h4v4M7 8.5h.01M13 8.5h.01',
  callbacks: 'M2.5 4.5h15v11h-15zM2.5 5.5 10 11l7.5-5.5',
  audit: 'M4.5 2.5h11v15h-11zM7.5 6.5h5M7.5 10h5M7.5 13.5h3',
  placement: 'M10 17V11L4 5M10 11l6-6M4 9V5h4M12 5h4v4',
  access: 'M7 14a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM11 10h7.5v3.5M15.5 10v2.5',
  configuration: 'M3 5h9M16 5h1M3 10h2M9 10h8M3 15h7M14 15h3M14 3v4M7 8v4M12 13v4',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 18 18',
  close: 'M5 5l10 10M15 5 5 15',
  alert: 'M10 3 1.5 17h17zM10 8v4M10 14.6h.01',
  waiting: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 6v4l2.5 2',
  check: 'M4 10.5 8.5 15 16 5.5',
  up: 'M5 12l5-5 5 5',
  down: 'M5 8l5 5 5-5',
  out: 'M8 3H3v14h5M12 6l4 4-4 4M16 10H7',
  plus: 'M10 4v12M4 10h12',
  back: 'M12 4 6 10l6 6',
  on: 'M8 4l6 6-6 6',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
