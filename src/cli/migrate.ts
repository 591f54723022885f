import type { Services } from './services.ts';

/** Brings the state store and the SQL database up to date. */
export async function migrateStores(services: Services): Promise<void> {
  for (const store of [await services.store(), await services.database()]) {
    await store?.migrate();
    // Where there is no schema to bring up to date, at least say so when nobody is there.
    await store?.check();
  }
}
