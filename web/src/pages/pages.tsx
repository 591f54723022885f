import type { ComponentType } from 'preact';
import type { Session } from '../api/client.ts';
import type { Key } from '../i18n/translate.ts';
import type { Route, Single } from '../route.ts';
import type { IconName } from '../ui/icon.tsx';
import { Audit } from './audit.tsx';
import { CallbackPage } from './callback.tsx';
import { Callbacks } from './callbacks.tsx';
import { MeetingPage } from './meeting.tsx';
import { Meetings } from './meetings.tsx';
import { Overview } from './overview.tsx';
import { ServerPage } from './server.tsx';
import { Servers } from './servers.tsx';
import { Unknown } from './unknown.tsx';

type Plain = Exclude<Route, { id: string } | { page: 'unknown' }>['page'];

interface Destination {
  readonly page: Plain;
  readonly title: Key;
  readonly icon: IconName;
  /** What one must be allowed to see it. */
  readonly scope: Session['scope'];
  readonly Component: ComponentType;
}

/** In the order of the navigation. */
export const destinations: readonly Destination[] = [
  { page: 'overview', title: 'nav.overview', icon: 'overview', scope: 'read', Component: Overview },
  { page: 'servers', title: 'nav.servers', icon: 'servers', scope: 'read', Component: Servers },
  { page: 'meetings', title: 'nav.meetings', icon: 'meetings', scope: 'read', Component: Meetings },
  { page: 'callbacks', title: 'nav.callbacks', icon: 'callbacks', scope: 'read', Component: Callbacks },
  { page: 'audit', title: 'nav.audit', icon: 'audit', scope: 'admin', Component: Audit },
];

const single: Readonly<Partial<Record<Single, ComponentType<{ id: string }>>>> = {
  server: ServerPage,
  meeting: MeetingPage,
  callback: CallbackPage,
};

export function Page({ route }: { readonly route: Route }) {
  if ('id' in route) {
    const One = single[route.page];
    return One ? <One key={`${route.page} ${route.id}`} id={route.id} /> : <Unknown />;
  }
  const Component = destinations.find(({ page }) => page === route.page)?.Component ?? Unknown;
  return <Component />;
}
