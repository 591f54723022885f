import type { ImportedFile, Services } from './cli/services.ts';
import type { Log } from './cluster/log.ts';
import { importFile } from './importing.ts';

type Parts = Pick<Services, 'config' | 'store' | 'database' | 'recordingFiles' | 'trail' | 'terminal'>;

/** Imports a tar in the name of the operator at this terminal. */
export async function importHere(parts: Parts, file: string): Promise<ImportedFile> {
  const database = await parts.database();
  const result = await importFile(
    {
      config: await parts.config(),
      store: await parts.store(),
      database,
      files: await parts.recordingFiles(),
      callbacks: { outbox: { add: async (event) => database?.outbox.add([event]) } },
      log: toTerminal(parts),
    },
    file,
  );
  const trail = await parts.trail();
  const imported = result.kind === 'imported' ? result.recordIds : [];
  for (const subject of imported) await trail({ action: 'recording.import', subject, after: { file } });
  return result;
}

/** What is worth a warning is told on stderr; the result tells the rest. */
function toTerminal({ terminal }: Pick<Parts, 'terminal'>): Log {
  const warn = (fields: object, message: string): void =>
    void terminal.stderr.write(`WARNING: ${message}: ${JSON.stringify(fields)}\n`);
  return { debug() {}, info() {}, warn, error: warn };
}
