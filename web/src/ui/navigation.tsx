import type { ComponentChildren } from 'preact';
import { pathTo, type Route, routeOf } from '../route.ts';
import { createStore } from '../state/store.ts';
import { useValue } from '../state/use-store.ts';
import { focusContent } from './focus.ts';

type Place = Exclude<Route, { page: 'unknown' }>;

const path = createStore(location.pathname);
addEventListener('popstate', () => path.set(location.pathname));

export function useRoute(): Route {
  return routeOf(useValue(path));
}

export function goTo(place: Place): void {
  history.pushState(null, '', pathTo(place));
  path.set(location.pathname);
  scrollTo(0, 0);
  focusContent();
}

interface LinkProps {
  readonly to: Place;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link within the dashboard: a new tab, a bookmark and the keyboard work as with any other. */
export function Link({ to, class: name, current = false, children }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a href={pathTo(to)} class={name} aria-current={current ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}
