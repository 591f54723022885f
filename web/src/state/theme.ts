import { createStore } from './store.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const KEPT = 'scalelite.theme';

export const theme = createStore<Theme>('system');

/** As it was chosen last, else as the system has it. */
export function startTheme(): void {
  show(themes.find((one) => one === localStorage.getItem(KEPT)) ?? 'system');
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(KEPT, chosen);
  show(chosen);
}

function show(chosen: Theme): void {
  theme.set(chosen);
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}
