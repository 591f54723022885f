import { errors } from '../../bbb/errors.ts';
import { lastValue, type Params } from '../../bbb/query.ts';
import { success } from '../../bbb/responses.ts';
import { element, type Xml, xml } from '../../bbb/xml.ts';
import type { Hook, HookKind } from '../../callbacks/hooks/ports.ts';
import type { HookRequests } from '../../callbacks/hooks/requests.ts';
import { fingerprint } from '../../cluster/tenant-own.ts';
import { truth } from './recording-params.ts';
import { type Route, xmlAnswer } from './route.ts';

/** The calls of bbb-webhooks, over the pool: a hook that was registered once hears of meetings on every server. */
export function createHook(hooks: HookRequests): Route['handle'] {
  return async ({ params, caller, signedWith }) => {
    const callbackUrl = lastValue(params, 'callbackURL')?.trim() ?? '';
    if (callbackUrl === '') throw errors.missingParamCallbackURL();
    const { hook, isNew } = await hooks.create({
      callbackUrl,
      tenantId: caller.tenant?.id,
      meetingId: givenMeetingId(params),
      events: lastValue(params, 'eventID'),
      raw: truth(params, 'getRaw') ?? false,
      signer: fingerprint(signedWith() ?? ''),
    });
    const id = element('hookID', hook.id);
    return xmlAnswer(success(isNew ? xml`${[id, ...flagsOf(hook)]}` : xml`${[id, ...DUPLICATE]}`));
  };
}

const DUPLICATE = [
  element('messageKey', 'duplicateWarning'),
  element('message', 'There is already a hook for this callback URL.'),
];

export function destroyHook(hooks: HookRequests): Route['handle'] {
  return async ({ params, caller }) => {
    const id = lastValue(params, 'hookID')?.trim() ?? '';
    if (id === '') throw errors.missingParamHookID();
    await hooks.destroy(caller.tenant?.id, id);
    return xmlAnswer(success(element('removed', 'true')));
  };
}

export function listHooks(hooks: HookRequests): Route['handle'] {
  return async ({ params, caller }) => {
    const listed = await hooks.list(caller.tenant?.id, givenMeetingId(params));
    return xmlAnswer(success(element('hooks', xml`${listed.map(listedHook)}`)));
  };
}

/** Exactly as given; a blank one is none. */
function givenMeetingId(params: Params): string | undefined {
  const meetingId = lastValue(params, 'meetingID');
  return meetingId?.trim() ? meetingId : undefined;
}

function listedHook(hook: Hook): Xml {
  const { id, callbackUrl, meetingId, events } = hook;
  const fields = [
    element('hookID', id),
    element('callbackURL', callbackUrl),
    ...(meetingId === undefined ? [] : [element('meetingID', meetingId)]),
    ...(events.length === 0 ? [] : [element('eventID', events.join(','))]),
    ...flagsOf(hook),
  ];
  return element('hook', xml`${fields}`);
}

/** A permanent hook is one that stands in the configuration of bbb-webhooks; here there are none. */
function flagsOf({ kind }: { readonly kind: HookKind }): Xml[] {
  return [element('permanentHook', 'false'), element('rawData', String(kind === 'raw'))];
}
