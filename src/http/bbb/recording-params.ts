import { errors } from '../../bbb/errors.ts';
import { lastValue, type Params } from '../../bbb/query.ts';
import type { RecordingFilter } from '../../recordings/ports.ts';

/** BBB gives no more at once. */
const MOST = 100;
const META = 'meta_';

/** The items of a list; undefined when there are none but blank ones. */
function listed(params: Params, name: string): readonly string[] | undefined {
  const items = lastValue(params, name)
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items?.length ? items : undefined;
}

/** The record ids of a call that must name some. */
export function neededRecordIds(params: Params): readonly string[] {
  const ids = listed(params, 'recordID');
  if (ids === undefined) throw errors.missingParamRecordID();
  return ids;
}

/** What getRecordings is asked for. */
export function recordingFilter(params: Params): RecordingFilter {
  const states = listed(params, 'state');
  return {
    recordIds: listed(params, 'recordID'),
    meetingIds: listed(params, 'meetingID'),
    states: states?.includes('any') ? 'any' : states,
    metadata: [...metaParams(params)].map(([key, values]) => ({ key, values: values.split(',') })),
  };
}

/** The parameters `meta_NAME` by NAME; of a repeated one the last wins. */
export function metaParams(params: Params): Map<string, string> {
  const meta = params.filter(({ name }) => name.length > META.length && name.startsWith(META));
  return new Map(meta.map(({ name, value }) => [name.slice(META.length), value ?? '']));
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** As BBB pages: at most 100 at once, by `limit` alone. Undefined: all are to come. */
export function pageOf(params: Params): Page | undefined {
  const limit = wholeNumber(lastValue(params, 'limit'));
  if (limit === undefined) return undefined;
  const offset = wholeNumber(lastValue(params, 'offset')) ?? 0;
  return { offset: Math.max(0, offset), limit: Math.min(Math.max(1, limit), MOST) };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*-?\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
}

/** `true` or `false` in whatever letter case; undefined: neither. */
export function truth(params: Params, name: string): boolean | undefined {
  const text = lastValue(params, name)?.trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}
