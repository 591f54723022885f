import type { ServerStore } from '../cluster/ports.ts';
import type { Server } from '../cluster/server.ts';
import { type Asker, fieldReader } from './ask.ts';

const readVersion = fieldReader(['bbbVersion']);

/**
 * Asks a server which BBB it runs. Kept empty when it hides it, as it was when it does not answer. Rejects
 * with StoreUnavailable only.
 */
export async function pollVersion(
  deps: { readonly servers: Pick<ServerStore, 'recordVersion'>; readonly asker: Asker },
  server: Server,
): Promise<void> {
  const answer = await deps.asker.ask(server, { call: '' }, readVersion);
  if (answer.kind !== 'answered') return;
  const version = answer.value['bbbVersion']?.trim() ?? '';
  if (version !== server.bbbVersion) await deps.servers.recordVersion(server.id, version);
}
