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
  migrate: (store: ClusterStore, _: undefined) => store.migrate(),
};

type Jobs = typeof jobs;
export type JobName = keyof Jobs;
export type Input<K extends JobName> = Parameters<Jobs[K]>[1];
export type Result<K extends JobName> = Awaited<ReturnType<Jobs[K]>>;
