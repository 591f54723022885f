import type { Server } from './server.ts';

/** How much an operator lets a server take, and what has come to it since its last poll. */
export interface Capacity {
  /** Meetings from which on it takes no new one; undefined: no limit. */
  readonly maxMeetings?: number | undefined;
  /** Users from which on it takes no new meeting; who joins a meeting that it has is let in. Undefined: no limit. */
  readonly maxUsers?: number | undefined;
  /** Takes meetings only while no other server can. */
  readonly spare: boolean;
  /** Meetings placed since the poll that its figures are from. */
  readonly placed: number;
  /** Users sent there since then. */
  readonly joined: number;
}

/** What an operator may change; a field left out stays, a limit of undefined goes. */
export interface CapacityChange {
  readonly maxMeetings?: number | undefined;
  readonly maxUsers?: number | undefined;
  readonly spare?: boolean;
}

type Filled = Pick<Server, 'meetings' | 'users' | 'capacity'>;

/** By its last poll and what has come since, it has as many meetings or users as it may have. */
export function isFull({ meetings, users, capacity }: Partial<Filled>): boolean {
  if (capacity === undefined) return false;
  const { maxMeetings, maxUsers, placed, joined } = capacity;
  return reaches((meetings ?? 0) + placed, maxMeetings) || reaches((users ?? 0) + joined, maxUsers);
}

function reaches(count: number, limit: number | undefined): boolean {
  return limit !== undefined && count >= limit;
}

export function isSpare({ capacity }: Pick<Server, 'capacity'>): boolean {
  return capacity?.spare ?? false;
}
