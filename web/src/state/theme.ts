import { createStore } from './store.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
type Shade = Exclude<Theme, 'system'>;

const KEPT = 'scalelite.theme';

/** What was chosen. */
export const theme = createStore<Theme>('system');
/** What is shown, as it was chosen or as the system has it now. */
export const shade = createStore<Shade>('light');

/** As it was chosen last, else as the system has it, also when that changes. */
export function startTheme(): void {
  show(themes.find((one) => one === localStorage.getItem(KEPT)) ?? 'system');
  systemIsDark().addEventListener('change', () => show(theme.get()));
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(KEPT, chosen);
  show(chosen);
}

function show(chosen: Theme): void {
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
  theme.set(chosen);
  shade.set(chosen === 'system' ? systemShade() : chosen);
}

function systemShade(): Shade {
  return systemIsDark().matches ? 'dark' : 'light';
}

function systemIsDark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}
