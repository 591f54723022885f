import type { Services } from '../services.ts';
import type { Task } from './task.ts';

export const databaseTasks: readonly Task[] = [
  { name: 'db:setup', about: 'Give an empty database its schema', run: migrate },
  { name: 'db:migrate', about: 'Bring the database up to date', run: migrate },
  { name: 'db:create', about: 'The same as db:migrate', run: migrate },
  { name: 'db:schema:load', about: 'The same as db:migrate', run: migrate },
];

async function migrate(services: Services): Promise<void> {
  const store = await services.store();
  await store.migrate();
  // Where there is no schema to bring up to date, at least say so when nobody is there.
  await store.check();
}
