import type { HookKind } from './ports.ts';

/** One event as a server tells it, as far as we read it; all else is passed on as it came. */
export interface HookEvent {
  readonly kind: HookKind;
  /** As it came: what is told on. */
  readonly content: Readonly<Record<string, unknown>>;
  /** In lower case, by all names it has: `user-joined`, and BBB's own name of a raw one. */
  readonly names: readonly string[];
  /** BBB's own id of the meeting; undefined: it is about none, or does not say. */
  readonly internalId: string | undefined;
  /** What BBB calls the meeting towards others; raw events say it of a new meeting only. */
  readonly meetingId: string | undefined;
  /** Of a new meeting, what it was created with; undefined: it does not say. */
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
}

/** BBB's own names of what is also asked for by the names that bbb-webhooks gives to it. */
const MAPPED: Readonly<Record<string, string>> = {
  meetingcreatedevtmsg: 'meeting-created',
  meetingdestroyedevtmsg: 'meeting-ended',
  meetingendedevtmsg: 'meeting-ended',
  userjoinedmeetingevtmsg: 'user-joined',
  userleftmeetingevtmsg: 'user-left',
};

/** What a server tells in one post. */
export interface ToldEvents {
  readonly events: readonly HookEvent[];
  /** They came as a list, a single one too. */
  readonly isList: boolean;
}

/** What the field `event` holds, a batch or a single one; undefined: it can't be read. */
export function readEvents(text: string): ToldEvents | undefined {
  const value = parsed(text);
  const isList = Array.isArray(value);
  const items: readonly unknown[] = isList ? value : [value];
  const events = items.map(eventOf).filter((event) => event !== undefined);
  return events.length === items.length ? { events, isList } : undefined;
}

function eventOf(value: unknown): HookEvent | undefined {
  const content = recordOf(value);
  if (content === undefined) return undefined;
  return 'envelope' in content || 'core' in content ? rawEvent(content) : mappedEvent(content);
}

function mappedEvent(content: HookEvent['content']): HookEvent {
  const data = recordOf(content['data']) ?? {};
  const attributes = recordOf(data['attributes']) ?? {};
  const meeting = recordOf(attributes['meeting']) ?? {};
  const name = textOf(data['id'])?.toLowerCase();
  return {
    kind: 'mapped',
    content,
    names: name === undefined ? [] : [name],
    // What is told of a recording may name it alone: its id is the meeting's.
    internalId: textOf(meeting['internal-meeting-id']) ?? textOf(attributes['record-id']),
    meetingId: textOf(meeting['external-meeting-id']),
    metadata: recordOf(meeting['metadata']),
  };
}

function rawEvent(content: HookEvent['content']): HookEvent {
  const envelope = recordOf(content['envelope']) ?? {};
  const core = recordOf(content['core']) ?? {};
  const [header, body] = [recordOf(core['header']) ?? {}, recordOf(core['body']) ?? {}];
  const props = recordOf(body['props']) ?? {};
  const meeting = recordOf(props['meetingProp']) ?? {};
  const name = (textOf(envelope['name']) ?? textOf(header['name']))?.toLowerCase() ?? '';
  return {
    kind: 'raw',
    content,
    names: [name, MAPPED[name] ?? ''].filter((one) => one !== ''),
    internalId:
      textOf(meeting['intId']) ??
      textOf(body['meetingId']) ??
      textOf(header['meetingId']) ??
      textOf(recordOf(envelope['routing'])?.['meetingId']),
    meetingId: textOf(meeting['extId']),
    metadata: recordOf(recordOf(props['metadataProp'])?.['metadata']),
  };
}

/** When the meeting was created, milliseconds since 1970, as BBB's own id of it says; undefined: it does not. */
export function createdAt(internalId: string | undefined): number | undefined {
  const digits = /-(\d{13})$/.exec(internalId ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
