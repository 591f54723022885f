import type { ServerResponse } from 'node:http';
import type { ClusterStore } from '../cluster/ports.ts';
import { sendText } from './answer.ts';

/** Whether the process can do its work now. */
export interface Readiness {
  /** Undefined: ready; else why not, in words for the operator. */
  check(): Promise<string | undefined>;
  /** Why it does it only in part: what is stored is read, but nothing is written. Undefined: it does all. */
  readOnly(): string | undefined;
}

/** Ready while the stores answer and are migrated, and the process is not about to stop. */
export function createReadiness(
  stores: readonly Pick<ClusterStore, 'check' | 'readOnly'>[],
  isStopping: () => boolean,
): Readiness {
  return {
    check: async () => {
      if (isStopping()) return 'the process is stopping';
      try {
        await Promise.all(stores.map((store) => store.check()));
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    readOnly: () => stores.map((store) => store.readOnly?.()).find((reason) => reason !== undefined),
  };
}

/** For orchestrators: the process runs. */
export function sendAlive(response: ServerResponse): void {
  sendText(response, 200, 'ok\n');
}

/**
 * For orchestrators: send traffic here, or not yet. Who can read but not write is sent it: nobody else has that disk,
 * and people get into the meetings that there are.
 */
export async function sendReady(response: ServerResponse, readiness: Readiness): Promise<void> {
  const trouble = await readiness.check();
  const part = readiness.readOnly();
  const ready = part === undefined ? 'ready\n' : `ready, but nothing is written: ${part}\n`;
  sendText(
    response,
    trouble === undefined ? 200 : 503,
    trouble === undefined ? ready : `not ready: ${trouble}\n`,
  );
}

/** As the Ruby system answers it: always status 200, the text tells. */
export async function sendHealthCheck(response: ServerResponse, readiness: Readiness): Promise<void> {
  const trouble = (await readiness.check()) ?? readiness.readOnly();
  sendText(response, 200, trouble === undefined ? 'success' : `Health Check Failure: ${trouble}`);
}
