import { create } from './create.ts';
import type { BbbDeps } from './deps.ts';
import { end } from './end.ts';
import { getMeetings } from './get-meetings.ts';
import { getRecordings } from './get-recordings.ts';
import { createHook, destroyHook, listHooks } from './hooks.ts';
import { isolation } from './isolation.ts';
import { join } from './join.ts';
import { getMeetingInfo, insertDocument, isMeetingRunning, sendChatMessage } from './pass-through.ts';
import { recordingsIn } from './recording-deps.ts';
import { deleteRecordings, publishRecordings, updateRecordings } from './recordings.ts';
import type { Route } from './route.ts';
import { getRecordingTextTracks, putRecordingTextTrack } from './text-tracks.ts';
import { topLevel } from './top-level.ts';

/** Every call of the BBB API that is answered, by name. A new one is a file here and a row. */
export function bbbRoutes(deps: BbbDeps): ReadonlyMap<string, Route> {
  const listed = !deps.config.getMeetingsApiDisabled;
  const recorded = recordingsIn(deps) !== undefined;
  const rows: readonly Route[] = [
    { call: '', methods: 'GET or POST', bodies: 'forms', signed: false, handle: topLevel(deps) },
    { call: 'create', methods: 'GET or POST', bodies: 'forms or XML', signed: true, handle: create(deps) },
    { call: 'join', methods: 'GET', bodies: 'forms', signed: true, handle: join(deps) },
    { call: 'end', methods: 'GET or POST', bodies: 'forms', signed: true, handle: end(deps) },
    {
      call: 'isMeetingRunning',
      methods: 'GET or POST',
      bodies: 'forms',
      signed: true,
      handle: isMeetingRunning(deps),
    },
    {
      call: 'getMeetingInfo',
      methods: 'GET or POST',
      bodies: 'forms',
      signed: true,
      handle: getMeetingInfo(deps),
    },
    {
      call: 'getMeetings',
      methods: 'GET or POST',
      bodies: 'forms',
      signed: listed,
      handle: getMeetings(deps),
    },
    {
      call: 'getRecordings',
      methods: 'GET or POST',
      bodies: 'forms',
      signed: recorded,
      handle: getRecordings(deps),
    },
    {
      call: 'publishRecordings',
      methods: 'GET',
      bodies: 'forms',
      signed: recorded,
      handle: publishRecordings(deps),
    },
    {
      call: 'updateRecordings',
      methods: 'GET or POST',
      bodies: 'forms',
      signed: recorded,
      handle: updateRecordings(deps),
    },
    {
      call: 'deleteRecordings',
      methods: 'GET',
      bodies: 'forms',
      signed: recorded,
      handle: deleteRecordings(deps),
    },
    {
      call: 'getRecordingTextTracks',
      methods: 'GET or POST',
      bodies: 'forms',
      signed: true,
      fails: 'JSON',
      handle: getRecordingTextTracks(deps),
    },
    {
      call: 'putRecordingTextTrack',
      methods: 'POST',
      bodies: 'forms with files',
      signed: true,
      fails: 'JSON',
      handle: putRecordingTextTrack(deps),
    },
    {
      call: 'hooks/create',
      methods: 'GET or POST',
      bodies: 'forms',
      signed: true,
      handle: createHook(deps.hooks),
    },
    {
      call: 'hooks/list',
      methods: 'GET or POST',
      bodies: 'forms',
      signed: true,
      handle: listHooks(deps.hooks),
    },
    {
      call: 'hooks/destroy',
      methods: 'GET or POST',
      bodies: 'forms',
      signed: true,
      handle: destroyHook(deps.hooks),
    },
    { call: 'insertDocument', methods: 'POST', bodies: 'XML', signed: true, handle: insertDocument(deps) },
    { call: 'sendChatMessage', methods: 'GET', bodies: 'forms', signed: true, handle: sendChatMessage(deps) },
  ];
  return new Map(rows.map(isolation(deps)).map((row) => [row.call, row]));
}
