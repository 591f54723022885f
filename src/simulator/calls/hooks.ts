import { element, legalText, Xml, xml } from '../../bbb/xml.ts';
import { lines } from '../room-xml.ts';
import type { Hook, Webhooks } from '../webhooks/webhooks.ts';
import { type BbbCall, type CallContext, succeed } from './call.ts';
import { failure } from './failures.ts';
import { flag, optional, required } from './params.ts';

type HookCall = (webhooks: Webhooks, context: CallContext) => ReturnType<BbbCall['answer']>;

function hookCall(answer: HookCall): BbbCall {
  return {
    methods: ['GET'],
    bodies: [],
    answer(context) {
      const { webhooks } = context.state;
      if (webhooks === undefined) throw failure('unsupportedRequest');
      return answer(webhooks, context);
    },
  };
}

/** Idempotent: a URL that is known is answered with its hook, which stays as it is. */
export const createHook = hookCall((webhooks, { params }) => {
  const made = webhooks.create({
    url: required(params, 'callbackURL', 'missingParamCallbackURL'),
    meetingId: optional(params, 'meetingID'),
    eventIds: listOf(optional(params, 'eventID')),
    getRaw: flag(params, 'getRaw', false),
  });
  if (made === undefined) throw failure('createHookError');
  const { hook, known } = made;
  return succeed(known ? lines({ hookID: hook.id, ...KNOWN }) : lines({ hookID: hook.id, ...kindOf(hook) }));
});

const KNOWN = {
  messageKey: 'duplicateWarning',
  message: 'There is already a hook for this callback URL.',
};

export const listHooks = hookCall((webhooks, { params }) => {
  const hooks = webhooks.list(optional(params, 'meetingID'));
  return succeed(xml`\n<hooks>${hooks.map((hook) => xml`\n<hook>${describe(hook)}\n</hook>`)}</hooks>`);
});

export const destroyHook = hookCall((webhooks, { params }) => {
  const id = required(params, 'hookID', 'missingParamHookID');
  const outcome = webhooks.destroy(/^\d{1,15}$/.test(id) ? Number(id) : 0);
  if (outcome === 'missing') throw failure('destroyMissingHook');
  if (outcome === 'permanent') throw failure('destroyHookError');
  return succeed(lines({ removed: true }));
});

function describe(hook: Hook): Xml {
  const { meetingId } = hook;
  const url = xml`\n${element('callbackURL', cdata(hook.url))}`;
  const meeting = meetingId === undefined ? '' : xml`\n${element('meetingID', cdata(meetingId))}`;
  return xml`${lines({ hookID: hook.id })}${url}${meeting}${lines(kindOf(hook))}`;
}

/** As bbb-webhooks writes what came from outside. */
function cdata(text: string): Xml {
  return new Xml(`<![CDATA[${legalText(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`);
}

function kindOf({ isPermanent, getRaw }: Hook) {
  return { permanentHook: isPermanent, rawData: getRaw };
}

function listOf(text = ''): string[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '');
}
