import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freshDatabase, freshNamespace } from '../test/helpers/fresh.ts';
import { startPostgres } from '../test/helpers/postgres.ts';
import { startRedis } from '../test/helpers/redis.ts';
import type { Service } from '../test/helpers/service.ts';

export const storeKinds = ['redis', 'postgres', 'embedded'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** Where the cluster state is, for those who go there by themselves. */
export type StorePlace =
  | { readonly kind: 'redis'; readonly url: string; readonly namespace: string }
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'embedded'; readonly file: string };

/** An empty store. */
export interface Store {
  readonly place: StorePlace;
  /** As a balancer is told of it. */
  readonly env: Readonly<Record<string, string>>;
  /** The server's process; undefined: there is none. */
  readonly pid: number | undefined;
}

export interface Stores {
  fresh(kind: StoreKind): Promise<Store>;
}

/** Redis and PostgreSQL of our own, each started when it is first needed, below `directory`. */
export function createStores(directory: string, cleanUp: AsyncDisposableStack): Stores {
  const kept = <T extends Service>(start: () => Promise<T>): (() => Promise<T>) => {
    let started: Promise<T> | undefined;
    return () => {
      started ??= start().then((service) => cleanUp.adopt(service, () => service.dispose()));
      return started;
    };
  };
  const redis = kept(() => startRedis({ parent: directory }));
  const postgres = kept(() => startPostgres({ parent: directory }));
  let count = 0;

  return {
    async fresh(kind) {
      count += 1;
      const dataDir = join(directory, `data-${count}`);
      await mkdir(dataDir);
      const common = { DATA_DIR: dataDir };
      if (kind === 'embedded') {
        return { place: { kind, file: join(dataDir, 'cluster.db') }, env: common, pid: undefined };
      }
      if (kind === 'postgres') {
        const { url, pid } = await database(await postgres());
        return { place: { kind, url }, env: { ...common, DATABASE_URL: url }, pid };
      }
      const service = await redis();
      const { url, namespace } = freshNamespace(service.url);
      const env = { ...common, REDIS_URL: url, REDIS_NAMESPACE: namespace };
      return { place: { kind, url, namespace }, env, pid: service.pid() };
    },
  };
}

async function database(service: Service): Promise<{ url: string; pid: number }> {
  return { url: (await freshDatabase(service.url)).url, pid: service.pid() };
}
