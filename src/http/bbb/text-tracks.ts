import { BbbError } from '../../bbb/errors.ts';
import { lastValue, type Params } from '../../bbb/query.ts';
import { languageTag, listTextTracks, putTextTrack } from '../../recordings/text-tracks.ts';
import { BadTrack, toWebVtt } from '../../recordings/web-vtt.ts';
import { type RecordingDeps, recordingsIn } from './recording-deps.ts';
import { wholeUrl } from './recording-links.ts';
import type { Answer, Route } from './route.ts';

const KINDS = ['subtitles', 'captions'];

/** What these two calls alone fail with. */
const failures = {
  missingParameter: failure('missingParameter', 'Missing parameter: recordID'),
  oneRecording: failure('paramError', 'Exactly one recordID must be given.'),
  invalidKind: failure('invalidKind', 'Invalid kind parameter, expected one of: subtitles, captions'),
  invalidLang: failure('invalidLang', 'Malformed lang parameter, expected a language tag such as en-US'),
  noRecordings: failure('noRecordings', 'No recording was found for the recordID.'),
  empty: failure('empty_uploaded_text_track', 'Empty uploaded text track.'),
  failed: failure('upload_text_track_failed', 'Text track upload failed.'),
};

function failure(key: string, message: string): () => BbbError {
  return () => new BbbError(key, message);
}

export function getRecordingTextTracks(deps: RecordingDeps): Route['handle'] {
  const recordings = recordingsIn(deps);
  const { files } = deps;
  return async ({ params, caller, base }) => {
    const recordId = oneRecordId(params);
    const found = recordings && (await listTextTracks({ recordings, files }, recordId, caller.tenant?.id));
    if (found === undefined) throw failures.noRecordings();
    const tracks = found.map(({ path, ...track }) => ({ href: wholeUrl(base(), path), ...track }));
    return json({ returncode: 'SUCCESS', tracks });
  };
}

export function putRecordingTextTrack(deps: RecordingDeps): Route['handle'] {
  const recordings = recordingsIn(deps);
  const { files, newId } = deps;
  const { leases } = deps.store;
  return async ({ params, caller, uploads }) => {
    const recordId = oneRecordId(params);
    const kind = lastValue(params, 'kind') ?? '';
    if (!KINDS.includes(kind)) throw failures.invalidKind();
    const lang = languageTag(lastValue(params, 'lang') ?? '');
    if (lang === undefined) throw failures.invalidLang();
    const label = lastValue(params, 'label') || undefined;
    const webVtt = trackOf(uploads.find(({ name }) => name === 'file')?.content);
    const track = { recordId, kind, lang, label, webVtt, tenantId: caller.tenant?.id };
    const outcome = recordings ? await putTextTrack({ recordings, files, leases, newId }, track) : 'unknown';
    if (outcome === 'unknown') throw failures.noRecordings();
    if (outcome === 'failed') throw failures.failed();
    const message = 'Text track uploaded successfully';
    return json({ returncode: 'SUCCESS', messageKey: 'upload_text_track_success', message, recordId });
  };
}

/** A list is not taken here. */
function oneRecordId(params: Params): string {
  const recordId = lastValue(params, 'recordID')?.trim() ?? '';
  if (recordId === '') throw failures.missingParameter();
  if (recordId.includes(',')) throw failures.oneRecording();
  return recordId;
}

function trackOf(bytes: Buffer | undefined): string {
  if (bytes === undefined || bytes.length === 0) throw failures.empty();
  try {
    return toWebVtt(bytes);
  } catch (error) {
    throw error instanceof BadTrack ? failures.failed() : error;
  }
}

function json(response: object): Answer {
  return { kind: 'json', body: { response } };
}
