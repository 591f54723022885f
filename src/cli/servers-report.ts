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

/** What becomes of a room that its server did not end, while the server is in the pool or when it is not any more. */
const NOT_ENDED = {
  remembered: 'What could not be ended is ended once its server answers.',
  left: 'What could not be ended may run on: its server is not looked at any more, so end it there.',
} as const;

/** The line for each meeting that was forgotten though its server did not end it, and what comes of it. */
export function warnNotEnded(
  { terminal }: Pick<Services, 'terminal'>,
  meetings: readonly { readonly id: string; readonly reason: string }[],
  rooms: keyof typeof NOT_ENDED = 'remembered',
): void {
  for (const { id, reason } of meetings)
    warn(terminal, `WARNING: Could not end meeting id=${printable(id)}: ${printable(reason)}`);
  if (meetings.length > 0) warn(terminal, NOT_ENDED[rooms]);
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
