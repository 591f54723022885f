import type { ComponentType } from 'preact';
import type { Key } from '../i18n/translate.ts';
import type { Route } from '../route.ts';
import type { IconName } from '../ui/icon.tsx';
import { MeetingPage } from './meeting.tsx';
import { Meetings } from './meetings.tsx';
import { Overview } from './overview.tsx';
import { ServerPage } from './server.tsx';
import { Servers } from './servers.tsx';
import { Unknown } from './unknown.tsx';

/** In the order of the navigation. */
export const destinations = [
  { page: 'overview', title: 'nav.overview', icon: 'overview' },
  { page: 'servers', title: 'nav.servers', icon: 'servers' },
  { page: 'meetings', title: 'nav.meetings', icon: 'meetings' },
] as const satisfies readonly { page: Route['page']; title: Key; icon: IconName }[];

/** Which destination a page belongs to. */
export function destinationOf({ page }: Route): (typeof destinations)[number]['page'] | undefined {
  if (page === 'server') return 'servers';
  if (page === 'meeting') return 'meetings';
  return destinations.find((destination) => destination.page === page)?.page;
}

const simple: Readonly<Record<'overview' | 'servers' | 'meetings' | 'unknown', ComponentType>> = {
  overview: Overview,
  servers: Servers,
  meetings: Meetings,
  unknown: Unknown,
};

export function Page({ route }: { readonly route: Route }) {
  if (route.page === 'server') return <ServerPage key={route.id} id={route.id} />;
  if (route.page === 'meeting') return <MeetingPage key={route.id} id={route.id} />;
  const Simple = simple[route.page];
  return <Simple />;
}
