import { exchangeIds } from '../../bbb/exchange-ids.ts';
import { lastValue, type Param, type Params } from '../../bbb/query.ts';
import { insideMeeting } from '../../cluster/inside-meeting.ts';
import { isHashed, OWN_MEETING_ID, ownId } from '../../cluster/isolated-id.ts';
import { withParam } from '../../cluster/params.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { Config } from '../../config.ts';
import { type Answer, type BbbRequest, type Route, xmlAnswer } from './route.ts';

/** How a create tells the tenant's own ID where it can't be read from the inner one. */
export const META_OWN_MEETING_ID = `meta_${OWN_MEETING_ID}`;

/** The calls about one meeting that has a server. */
const OF_MEETING: readonly string[] = [
  'create',
  'join',
  'end',
  'isMeetingRunning',
  'getMeetingInfo',
  'insertDocument',
  'sendChatMessage',
];

interface Deps {
  readonly store: { readonly meetings: Pick<ClusterStore['meetings'], 'find'> };
  readonly config: Pick<Config, 'tenantMeetingIds'>;
}

/**
 * Gives every tenant meeting IDs of its own (TENANT_MEETING_IDS=isolated): behind this a meeting is called by
 * its inner ID, and what goes to the client calls it as the tenant does. Recordings are on record under the
 * tenant's IDs already.
 */
export function isolation({ store, config }: Deps): (route: Route) => Route {
  if (config.tenantMeetingIds === 'shared') return (route) => route;
  return (route) => {
    const { call, handle } = route;
    if (call === 'getMeetings') return { ...route, handle: async (request) => own(request, handle(request)) };
    if (!OF_MEETING.includes(call)) return route;
    return {
      ...route,
      handle: async (request) => {
        const asked = await inside(store.meetings, call, request);
        return await own(request, handle(asked), lastValue(asked.params, 'meetingID'));
      },
    };
  };
}

/** The request with the IDs that are used inside. */
async function inside(
  meetings: Deps['store']['meetings'],
  call: string,
  request: BbbRequest,
): Promise<BbbRequest> {
  const { tenant } = request.caller;
  const given = lastValue(request.params, 'meetingID') ?? '';
  if (tenant === undefined || given.trim() === '') return request;
  const { id } = await insideMeeting(meetings, tenant.id, given);
  const params = withParam(request.params, 'meetingID', id);
  if (call !== 'create') return { ...request, params };
  const told = withoutOwnId(await withParent(meetings, tenant.id, params));
  const needed = isHashed(tenant.id, id);
  return { ...request, params: needed ? withParam(told, META_OWN_MEETING_ID, given) : told };
}

/** A client has no say in it. */
function withoutOwnId(params: Params): Param[] {
  return params.filter(({ name }) => name.toLowerCase() !== META_OWN_MEETING_ID);
}

/** A breakout room names its parent by either of the IDs that BBB knows it by: only one of them is the tenant's. */
async function withParent(
  meetings: Deps['store']['meetings'],
  tenantId: string,
  params: Params,
): Promise<Params> {
  const given = lastValue(params, 'parentMeetingID') ?? '';
  if (given.trim() === '') return params;
  const parent = await insideMeeting(meetings, tenantId, given);
  return parent.isOnRecord ? withParam(params, 'parentMeetingID', parent.id) : params;
}

/** The answer with the tenant's own IDs. `asked`: the inner ID of the meeting that it is about. */
async function own(
  { caller, params }: BbbRequest,
  answering: Promise<Answer> | Answer,
  asked = '',
): Promise<Answer> {
  const answer = await answering;
  if (caller.tenant === undefined || answer.kind !== 'xml') return answer;
  const { id: tenantId } = caller.tenant;
  const given = lastValue(params, 'meetingID') ?? '';
  const idFor = (id: string, told: string | undefined): string | undefined =>
    id === asked ? given : ownId(tenantId, id, told);
  const message = (text: string): string => (asked === '' ? text : text.replaceAll(asked, () => given));
  return xmlAnswer(exchangeIds(whole(answer.body), { idFor, metadatum: OWN_MEETING_ID, message }));
}

function whole(body: Extract<Answer, { kind: 'xml' }>['body']): Buffer {
  if (Buffer.isBuffer(body)) return body;
  const pieces = typeof body === 'string' ? [body] : body;
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
}
