import type { ComponentType } from 'preact';
import type { Session } from '../api/client.ts';
import type { Key } from '../i18n/translate.ts';
import type { Route, Single } from '../route.ts';
import { useScopes } from '../state/session.ts';
import type { IconName } from '../ui/icon.tsx';
import { Access } from './access.tsx';
import { Audit } from './audit.tsx';
import { CallbackPage } from './callback.tsx';
import { Callbacks } from './callbacks.tsx';
import { Configuration } from './configuration.tsx';
import { MeetingPage } from './meeting.tsx';
import { Meetings } from './meetings.tsx';
import { NotAllowed } from './not-allowed.tsx';
import { Overview } from './overview.tsx';
import { Placement } from './placement.tsx';
import { RecordingPage } from './recording.tsx';
import { Recordings } from './recordings.tsx';
import { ServerPage } from './server.tsx';
import { Servers } from './servers.tsx';
import { TenantPage } from './tenant.tsx';
import { Tenants } from './tenants.tsx';
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
  { page: 'recordings', title: 'nav.recordings', icon: 'recordings', scope: 'read', Component: Recordings },
  { page: 'tenants', title: 'nav.tenants', icon: 'tenants', scope: 'read', Component: Tenants },
  { page: 'callbacks', title: 'nav.callbacks', icon: 'callbacks', scope: 'read', Component: Callbacks },
  { page: 'placement', title: 'nav.placement', icon: 'placement', scope: 'read', Component: Placement },
  { page: 'audit', title: 'nav.audit', icon: 'audit', scope: 'admin', Component: Audit },
  { page: 'access', title: 'nav.access', icon: 'access', scope: 'admin', Component: Access },
  {
    page: 'configuration',
    title: 'nav.configuration',
    icon: 'configuration',
    scope: 'admin',
    Component: Configuration,
  },
];

const single: Readonly<Record<Single, ComponentType<{ id: string }>>> = {
  server: ServerPage,
  meeting: MeetingPage,
  callback: CallbackPage,
  recording: RecordingPage,
  tenant: TenantPage,
};

export function Page({ route }: { readonly route: Route }) {
  const scopes = useScopes();
  if ('id' in route) {
    const One = single[route.page];
    return <One key={`${route.page} ${route.id}`} id={route.id} />;
  }
  const found = destinations.find(({ page }) => page === route.page);
  if (found === undefined) return <Unknown />;
  const { Component, title, scope } = found;
  return scopes.includes(scope) ? <Component /> : <NotAllowed title={title} />;
}
