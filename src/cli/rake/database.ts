import type { Services } from '../services.ts';
import type { Task } from './task.ts';

export const databaseTasks: readonly Task[] = [
  { name: 'db:setup', about: 'Give an empty database its schema', run: migrate },
  { name: 'db:migrate', about: 'Bring the database up to date', run: migrate },
  { name: 'db:create', about: 'The same as db:migrate', run: migrate },
  { name: 'db:schema:load', about: 'The same as db:migrate', run: migrate },
];

async function migrate(services: Services): Promise<void> {
  await (await import('../migrate.ts')).migrateStores(services);
}
