import type { RecordingFiles, RecordingStore } from './ports.ts';

/**
 * Moves what of unpublished recordings can still be played out of the published area. Returns how many
 * formats there were.
 */
export async function moveMisplaced({
  recordings,
  files,
}: {
  readonly recordings: Pick<RecordingStore, 'list'>;
  readonly files: Pick<RecordingFiles, 'where' | 'move'>;
}): Promise<number> {
  let moved = 0;
  for await (const chunk of recordings.list({ states: 'any' })) {
    for (const { recordId, formats } of chunk.filter((one) => !one.published && one.state !== 'deleted')) {
      for (const { format } of formats) {
        if (!(await files.where(recordId, format)).published) continue;
        await files.move(recordId, format, 'unpublished');
        moved += 1;
      }
    }
  }
  return moved;
}
