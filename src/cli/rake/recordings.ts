import { CommandFailed, say } from '../output.ts';
import type { Services } from '../services.ts';
import type { Task, TaskArgs } from './task.ts';

export const recordingTasks: readonly Task[] = [
  {
    name: 'recordings:update',
    about: 'Move the files of unpublished recordings out of the publish directory',
    run: update,
  },
  {
    name: 'recordings:addToTenant',
    args: ['tenant_id'],
    about: 'Give every recording without a tenant this one',
    run: addToTenant,
  },
];

async function update(services: Services): Promise<void> {
  const { moveMisplaced } = await import('../../recordings/misplaced.ts');
  const { recordings } = await database(services);
  await moveMisplaced({ recordings, files: await services.recordingFiles() });
}

async function addToTenant(services: Services, [tenantId]: TaskArgs): Promise<void> {
  if (tenantId === undefined) throw new CommandFailed('No tenant ID was provided');
  const { recordings } = await database(services);
  const added = await recordings.addToTenant(tenantId);
  const trail = await services.trail();
  if (added > 0)
    await trail({ action: 'recording.add-to-tenant', subject: tenantId, after: { recordings: added } });
  say(services.terminal, `All existing recordings have been successfully linked to tenant ${tenantId}`);
}

async function database(services: Services) {
  const database = await services.database();
  if (!database) throw new CommandFailed('There is no database (DB_DISABLED is set), and so no recording');
  return database;
}
