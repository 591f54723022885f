import type { BbbCall } from './call.ts';
import { create } from './create.ts';
import { end } from './end.ts';
import { getMeetingInfo } from './get-meeting-info.ts';
import { getMeetings } from './get-meetings.ts';
import { createHook, destroyHook, listHooks } from './hooks.ts';
import { insertDocument } from './insert-document.ts';
import { isMeetingRunning } from './is-meeting-running.ts';
import { join } from './join.ts';
import { sendChatMessage } from './send-chat-message.ts';

/** The calls a simulated server answers, by the name in the URL. A further call is a file and a row here. */
export const calls: ReadonlyMap<string, BbbCall> = new Map([
  ['create', create],
  ['join', join],
  ['end', end],
  ['isMeetingRunning', isMeetingRunning],
  ['getMeetingInfo', getMeetingInfo],
  ['getMeetings', getMeetings],
  ['insertDocument', insertDocument],
  ['sendChatMessage', sendChatMessage],
]);

/** Those of the module bbb-webhooks. Where it is not installed, BBB knows no such call. */
export const hookCalls: ReadonlyMap<string, BbbCall> = new Map([
  ['hooks/create', createHook],
  ['hooks/list', listHooks],
  ['hooks/destroy', destroyHook],
]);
