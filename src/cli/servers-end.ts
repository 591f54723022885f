import { evictServer } from '../cluster/evict-server.ts';
import { panicServer } from '../cluster/panic-server.ts';
import type { Server } from '../cluster/server.ts';
import { meetingsByServer } from '../cluster/server-meetings.ts';
import { confirm } from './confirm.ts';
import { clearDeps, warned } from './rake/clearing.ts';
import { found, report } from './servers-report.ts';
import type { Services } from './services.ts';
import { count } from './totals.ts';

export interface EndingOptions {
  readonly yes?: true;
  readonly json?: true;
}

/** `servers disable` */
export async function disable(
  services: Services,
  ids: readonly string[],
  options: EndingOptions,
): Promise<void> {
  const { running } = await look(services, ids);
  if (running > 0) {
    await confirm(services, `This ends ${count(running, 'meeting')}; cordon drains instead.`, options.yes);
  }
  const deps = await clearDeps(services);
  const disabled: Server[] = [];
  for (const id of ids) disabled.push(found(id, await panicServer(deps, id, warned(services))));
  report(services, disabled, 'disabled', options.json);
}

/** `servers remove` */
export async function remove(
  services: Services,
  ids: readonly string[],
  options: EndingOptions,
): Promise<void> {
  const { servers, running } = await look(services, ids);
  const also = running > 0 ? ` and ends ${count(running, 'meeting')}` : '';
  await confirm(services, `This removes ${count(ids.length, 'server')}${also}.`, options.yes);
  const deps = await clearDeps(services);
  for (const id of ids) found(id, (await evictServer(deps, id, warned(services))) || undefined);
  report(services, servers, 'removed', options.json);
}

/** The servers, all of which must exist, and how many meetings are on record for them. */
async function look(
  services: Services,
  ids: readonly string[],
): Promise<{ readonly servers: readonly Server[]; readonly running: number }> {
  const store = await services.store();
  const servers: Server[] = [];
  for (const id of ids) servers.push(found(id, await store.servers.find(id)));
  const meetings = await meetingsByServer(store.meetings);
  return { servers, running: servers.reduce((sum, { id }) => sum + (meetings.get(id)?.length ?? 0), 0) };
}
