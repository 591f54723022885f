import { errors } from '../../bbb/errors.ts';
import { element, type Xml, xml } from '../../bbb/xml.ts';
import type { RecordingFilter, RecordingStore } from '../../recordings/ports.ts';
import type { Recording } from '../../recordings/recording.ts';
import { type RecordingDeps, recordingsIn } from './recording-deps.ts';
import { playLinks, wholeUrl } from './recording-links.ts';
import { type Page, pageOf, recordingFilter } from './recording-params.ts';
import { recordingXml } from './recording-xml.ts';
import { type Answer, type Route, xmlAnswer } from './route.ts';

const HEAD = '<response><returncode>SUCCESS</returncode><recordings>';
const TAIL = '</response>';
const NONE = `${HEAD}</recordings><messageKey>noRecordings</messageKey><message>There are not recordings for the meetings</message>`;

/** Lists recordings, written as they come from the database. */
export function getRecordings(deps: RecordingDeps): Route['handle'] {
  const { config } = deps;
  const recordings = recordingsIn(deps);
  if (recordings === undefined) return () => xmlAnswer(NONE + TAIL);
  return async ({ params, caller, base }) => {
    const filter = { ...recordingFilter(params), tenantId: caller.tenant?.id };
    if (config.getRecordingsApiFiltered && !filter.recordIds && !filter.meetingIds)
      throw errors.missingRecordingFilter();
    const page = pageOf(params);
    const total = page && pagination(page, await recordings.count(filter));
    return await listing(texts(deps, recordings, filter, page, base()), `${total ?? ''}${TAIL}`, deps.log);
  };
}

/** Both forms there are: BBB 3.0 has it inside, others at the top. */
function pagination({ offset, limit }: Page, count: number): Xml {
  const total = element('totalElements', String(count));
  const pageable = [element('offset', String(offset)), element('pageSize', String(limit))];
  return xml`<pagination><pageable>${pageable}</pageable>${total}</pagination>${total}`;
}

/** The recordings as XML, a chunk at a time. */
async function* texts(
  { store, config }: RecordingDeps,
  recordings: RecordingStore,
  filter: RecordingFilter,
  page: Page | undefined,
  base: string,
): AsyncGenerator<string, void> {
  const ttlSeconds = config.protectedRecordingsTokenTimeoutMs / 1000;
  const url = (path: string): string => wholeUrl(base, path);
  for await (const chunk of recordings.list(filter, page)) {
    const playUrl = await playLinks(store.tokens, chunk, { base, ttlSeconds });
    const telling = { tellsProtection: config.protectedRecordingsEnabled, playUrl, url };
    yield chunk.map((recording: Recording) => recordingXml(recording, telling).toString()).join('');
  }
}

/**
 * The first chunk is had before anything is answered, so that a database that is away is still told as a
 * failure; an answer of one chunk is sent as one piece.
 */
async function listing(
  chunks: AsyncGenerator<string, void>,
  end: string,
  log: RecordingDeps['log'],
): Promise<Answer> {
  const first = await chunks.next();
  if (first.done) return xmlAnswer(NONE + end);
  const second = await chunks.next();
  if (second.done) return xmlAnswer(`${HEAD}${first.value}</recordings>${end}`);
  async function* parts() {
    try {
      yield `${HEAD}${first.value}`;
      yield second.value ?? '';
      yield* chunks;
      yield `</recordings>${end}`;
    } catch (error) {
      log.error({ err: error }, 'a listing of recordings broke off');
      throw error;
    } finally {
      await chunks.return();
    }
  }
  return { kind: 'xml stream', parts: parts() };
}
