import { CallFailure } from '../../bbb/client.ts';
import { errors } from '../../bbb/errors.ts';
import { lastValue, type Params } from '../../bbb/query.ts';
import { success } from '../../bbb/responses.ts';
import { readReply } from '../../bbb/scanner.ts';
import { element } from '../../bbb/xml.ts';
import type { BbbDeps } from './deps.ts';
import { neededMeetingId } from './params.ts';
import { type Answer, type BbbRequest, type Route, xmlAnswer } from './route.ts';

/** The calls that a meeting's server answers itself: asked whatever the server's state, answer returned whole. */
export function isMeetingRunning(deps: BbbDeps): Route['handle'] {
  const unknown = xmlAnswer(success(element('running', 'false')));
  return (request) => passThrough(deps, request, { call: 'isMeetingRunning', unknown });
}

export function getMeetingInfo(deps: BbbDeps): Route['handle'] {
  return (request) => passThrough(deps, request, { call: 'getMeetingInfo' });
}

export function insertDocument(deps: BbbDeps): Route['handle'] {
  return async (request) => {
    try {
      return await passThrough(deps, request, { call: 'insertDocument' });
    } catch (error) {
      throw error instanceof CallFailure ? errors.insertFailed(error) : error;
    }
  };
}

export function sendChatMessage(deps: BbbDeps): Route['handle'] {
  return (request) => passThrough(deps, request, { call: 'sendChatMessage', names: ['message', 'userName'] });
}

interface PassThrough {
  readonly call: string;
  /** Parameters that go on beside the meetingID. */
  readonly names?: readonly string[];
  /** The answer for a meeting that is not on record; by default notFound. */
  readonly unknown?: Answer;
}

async function passThrough(deps: BbbDeps, request: BbbRequest, how: PassThrough): Promise<Answer> {
  const meetingId = neededMeetingId(request.params);
  const located = await deps.store.meetings.locate(meetingId, { tenantId: request.caller.tenant?.id });
  if (located === undefined) {
    if (how.unknown !== undefined) return how.unknown;
    throw errors.notFound();
  }
  const reply = await deps.client.call(located.server, {
    call: how.call,
    params: [{ name: 'meetingID', value: meetingId }, ...picked(request.params, how.names)],
    ...(request.body && { body: request.body }),
  });
  if (readReply(reply) === undefined) throw errors.noReturncode();
  return xmlAnswer(reply);
}

function picked(params: Params, names: readonly string[] = []): Params {
  return names.flatMap((name) => {
    const value = lastValue(params, name);
    return value === undefined ? [] : [{ name, value }];
  });
}
