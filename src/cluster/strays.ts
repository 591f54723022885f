import type { Meeting } from './meeting.ts';

/**
 * A room that may still run on a server that dropped out, while its meeting is not on record there any more: it was
 * placed elsewhere meanwhile, or forgotten. As the meeting stood on record there, so that the room can be ended, or
 * taken back.
 */
export interface Stray extends Meeting {
  /** An operator has ended the meeting: the room is not taken back, whoever is in it. Left out: it may be. */
  readonly ended?: true;
}

/** What is remembered of strays until their servers are back. Each method is one atomic step. */
export interface StrayStore {
  /** Remembers them for so long (seconds), instead of what was remembered of these meetings on these servers. */
  note(strays: readonly Stray[], ttl: number): Promise<void>;
  /** All of servers that are in the pool. */
  list(): Promise<Stray[]>;
  /** False: somebody else took it, so that it is theirs to end. */
  take(stray: Stray): Promise<boolean>;
  /**
   * Takes the stray and puts its meeting back on record for it, for `ttl` seconds, without its number if that
   * stands for another meeting now. False: somebody else took it, or the meeting is not on record, for the same
   * tenant, on the server `from` any more; nothing happens.
   */
  reattach(stray: Stray, from: string, ttl: number): Promise<boolean>;
}
