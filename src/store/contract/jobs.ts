import type { ClusterStore, PlaceRequest } from '../../cluster/ports.ts';

/** What worker processes can be told to do at once with their own connection to the store. */
export const jobs = {
  place: (store: ClusterStore, request: PlaceRequest) => store.meetings.place(request),
  join: (store: ClusterStore, id: string) => store.meetings.locate(id, { join: true }),
  forget: (store: ClusterStore, of: { id: string; serverId: string }) =>
    store.meetings.forget(of.id, of.serverId, { release: true }),
  acquire: (store: ClusterStore, of: { names: readonly string[]; holder: string }) =>
    store.leases.acquire(of.names, of.holder, 60_000),
  take: (store: ClusterStore, token: string) => store.tokens.take(token),
  /** A poll of every server that adds so much to its load; how many were written. */
  poll: async ({ servers }: ClusterStore, more: number) => {
    const polls = (await servers.list()).map((read) => {
      const { id, online, healthy, unhealthy, load = 0 } = read;
      return servers.recordPoll(id, read, { online, healthy, unhealthy, load: load + more });
    });
    return (await Promise.all(polls)).filter(({ kind }) => kind === 'written').length;
  },
  migrate: (store: ClusterStore, _: undefined) => store.migrate(),
};

type Jobs = typeof jobs;
export type JobName = keyof Jobs;
export type Input<K extends JobName> = Parameters<Jobs[K]>[1];
export type Result<K extends JobName> = Awaited<ReturnType<Jobs[K]>>;
