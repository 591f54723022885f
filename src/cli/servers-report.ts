import { printable, say, warn } from './output.ts';
import { sayJson } from './print.ts';
import type { Services } from './services.ts';
import type { ServerAnswer } from './shown-server.ts';

/** Tells what was done to servers: a line each, or one JSON list. */
export function report(
  { terminal }: Pick<Services, 'terminal'>,
  servers: readonly ServerAnswer[],
  done: string,
  json: true | undefined,
): void {
  if (json) sayJson(terminal, servers);
  else say(terminal, ...servers.map(({ id }) => `${id} ${done}`));
}

/** The line for each meeting that was forgotten though its server did not end it. */
export function warnNotEnded(
  { terminal }: Pick<Services, 'terminal'>,
  meetings: readonly { readonly id: string; readonly reason: string }[],
): void {
  for (const { id, reason } of meetings)
    warn(terminal, `WARNING: Could not end meeting id=${printable(id)}: ${printable(reason)}`);
}

/** Each of them, in this order, all of which must exist. Throws OperationFailed. */
export async function knownServers(
  { operate }: Pick<Services, 'operate'>,
  ids: readonly string[],
): Promise<ServerAnswer[]> {
  const { showServer } = await import('../operations/servers.ts');
  const servers: ServerAnswer[] = [];
  for (const id of ids) servers.push(await operate(showServer, { id }));
  return servers;
}
