import { create } from './create.ts';
import type { BbbDeps } from './deps.ts';
import { end } from './end.ts';
import { getMeetings } from './get-meetings.ts';
import { join } from './join.ts';
import { getMeetingInfo, insertDocument, isMeetingRunning, sendChatMessage } from './pass-through.ts';
import type { Route } from './route.ts';
import { topLevel } from './top-level.ts';

/** Every call of the BBB API that is answered, by name. A new one is a file here and a row. */
export function bbbRoutes(deps: BbbDeps): ReadonlyMap<string, Route> {
  const listed = !deps.config.getMeetingsApiDisabled;
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
    { call: 'insertDocument', methods: 'POST', bodies: 'XML', signed: true, handle: insertDocument(deps) },
    { call: 'sendChatMessage', methods: 'GET', bodies: 'forms', signed: true, handle: sendChatMessage(deps) },
  ];
  return new Map(rows.map((row) => [row.call, row]));
}
