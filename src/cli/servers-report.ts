import type { Server } from '../cluster/server.ts';
import { CommandFailed, say } from './output.ts';
import { serverJson } from './server-json.ts';
import type { Services } from './services.ts';

/** Exit code when a server named does not exist. */
const NO_SUCH_SERVER = 3;

/** Tells what was done to servers: a line each, or one JSON list. */
export function report(
  { terminal }: Services,
  servers: readonly Server[],
  done: string,
  json: true | undefined,
): void {
  if (json)
    say(
      terminal,
      JSON.stringify(
        servers.map((server) => serverJson(server)),
        null,
        2,
      ),
    );
  else say(terminal, ...servers.map((server) => `${server.id} ${done}`));
}

/** What there is under the id. Throws CommandFailed when that is nothing. */
export function found<T>(id: string, server: T | undefined): T {
  if (server === undefined) throw new CommandFailed(`No server found with id: ${id}`, NO_SUCH_SERVER);
  return server;
}
