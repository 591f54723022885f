import { type Capacity, type CapacityChange, isFull } from './capacity.ts';

/** What an operator says of a server. */
export type AdminState = 'enabled' | 'cordoned' | 'disabled';

/** One BBB server of the pool. */
export interface Server {
  /** A UUID, a hostname, or any `[A-Za-z0-9_.-]+`; taken verbatim. */
  readonly id: string;
  /** Base of its BBB API, as the operator gave it, e.g. `https://bbb1.example.com/bigbluebutton/api`. */
  readonly url: string;
  readonly secret: string;
  /** Undefined: untagged. */
  readonly tag: string | undefined;
  readonly state: AdminState;
  readonly online: boolean;
  /** Undefined: none, so it takes no meetings (disabled, offline, or not polled yet). */
  readonly load: number | undefined;
  readonly loadMultiplier: number;
  readonly meetings: number;
  readonly users: number;
  readonly largestMeeting: number;
  readonly videos: number;
  /** Empty when unknown or hidden by the server. */
  readonly bbbVersion: string;
  /** Good polls in a row while offline. */
  readonly healthy: number;
  /** Failed polls in a row while online. */
  readonly unhealthy: number;
  /** Left out: it takes what comes, and is no spare. */
  readonly capacity?: Capacity;
  /** Of one that went offline: until when (milliseconds since 1970) its meetings wait for it; see `isAwaited`. */
  readonly awaitedUntil?: number;
}

/** What is needed to call a server. */
export type ServerAddress = Pick<Server, 'id' | 'url' | 'secret' | 'online'>;

/** What a call about a meeting needs of the server it is on. */
export type HomeServer = ServerAddress & Pick<Server, 'state' | 'tag'>;

export interface NewServer {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly loadMultiplier: number;
  readonly tag: string | undefined;
  /** Left out: no limit, and no spare. */
  readonly capacity?: CapacityChange;
  /** Left out: it is disabled. */
  readonly enabled?: boolean;
}

/** What an operator may change; a field left out stays. `tag: undefined` removes the tag. */
export interface ServerChange {
  readonly url?: string;
  readonly secret?: string;
  readonly loadMultiplier?: number;
  readonly tag?: string | undefined;
  readonly capacity?: CapacityChange;
}

/** May take new meetings: enabled, online and with a load, and not full. */
export function isAvailable(
  server: Pick<Server, 'state' | 'load' | 'capacity'> & Partial<Pick<Server, 'meetings' | 'users'>>,
): boolean {
  return server.state === 'enabled' && server.load !== undefined && !isFull(server);
}

/** Users may be sent to meetings that run on it. */
export function isReachable(server: Pick<Server, 'state' | 'online'>): boolean {
  return server.online && server.state !== 'disabled';
}
