import { errors } from '../bbb/errors.ts';
import type { Log } from '../cluster/log.ts';
import { ownRecordings } from './own.ts';
import type { Area, RecordingFiles, RecordingStore } from './ports.ts';
import type { Recording } from './recording.ts';

export interface PublishDeps {
  readonly recordings: Pick<RecordingStore, 'find' | 'setPublished'>;
  readonly files: Pick<RecordingFiles, 'where' | 'move'>;
  readonly log: Log;
}

export interface PublishRequest {
  readonly recordIds: readonly string[];
  readonly publish: boolean;
  readonly tenantId?: string | undefined;
}

/**
 * Publishes or unpublishes recordings: their files move, then their rows say so, so that one that was
 * interrupted can be done again. Returns those that were changed. Throws notFound when none of the ids can
 * be published, publishFailed when files of one are missing (it stays as it was; the others are changed).
 */
export async function publishRecordings(deps: PublishDeps, request: PublishRequest): Promise<Recording[]> {
  const { recordIds, publish, tenantId } = request;
  const found = (await ownRecordings(deps.recordings, recordIds, tenantId)).filter(canBePublished);
  if (found.length === 0) throw errors.recordingsNotFound();
  const changed: Recording[] = [];
  let failures = 0;
  for (const recording of found.filter(({ published }) => published !== publish)) {
    if (await publishOne(deps, recording, publish)) changed.push(recording);
    else failures++;
  }
  if (failures > 0) throw errors.publishFailed();
  return changed;
}

/** Others are still on their way, or gone. */
export function canBePublished({ state }: Recording): boolean {
  return state === 'published' || state === 'unpublished';
}

async function publishOne(
  { recordings, files, log }: PublishDeps,
  { recordId, formats }: Recording,
  publish: boolean,
): Promise<boolean> {
  const to: Area = publish ? 'published' : 'unpublished';
  try {
    // All are looked for before the first is moved, so that none lies apart from the others.
    for (const { format } of formats) {
      const where = await files.where(recordId, format);
      if (where.published || where.unpublished) continue;
      log.error({ recordId, format }, 'a recording has no files to publish or unpublish');
      return false;
    }
    for (const { format } of formats) await files.move(recordId, format, to);
  } catch (error) {
    log.error({ recordId, err: error }, 'the files of a recording could not be moved');
    return false;
  }
  await recordings.setPublished(recordId, publish);
  return true;
}
