import { signJwt } from '../bbb/jwt.ts';
import { ANALYTICS_URL } from '../cluster/callback-params.ts';
import { KEPT_MEETING_ID, OWN_MEETING_ID, ownId } from '../cluster/isolated-id.ts';
import { originOf } from '../cluster/sender.ts';
import type { NewEvent } from './ports.ts';
import { type AttemptDeps, fieldsOf, type Rule } from './rule.ts';
import { signedRound } from './signed-round.ts';

/** A token for a front-end is good for a day, as BBB's own is. */
const TOKEN_SECONDS = 24 * 60 * 60;

/** What a BBB server says of a meeting that is over. */
export interface AnalyticsEvent {
  readonly id: string;
  /** As the server sent it. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly tenant: { readonly id: string; readonly name: string } | undefined;
}

export interface AnalyticsDeps {
  readonly outbox: { deliver(event: NewEvent): Promise<unknown> };
  /** The URLs kept for a meeting. */
  readonly urlsOf: (meetingId: string) => Promise<Readonly<Record<string, string>> | undefined>;
}

/**
 * Passes what a server says on to the front-end that wants to hear it; without such a one nothing happens.
 * Resolves once it was tried. Throws StoreUnavailable when it could be neither delivered nor kept.
 */
export async function passOnAnalytics(
  deps: AnalyticsDeps,
  { id, body, tenant }: AnalyticsEvent,
): Promise<void> {
  const meetingId = body['meeting_id'];
  if (typeof meetingId !== 'string' || meetingId === '') return;
  const kept = await deps.urlsOf(meetingId);
  const url = kept?.[ANALYTICS_URL];
  const receiver = url === undefined ? undefined : originOf(url);
  if (receiver === undefined) return;
  const own = tenant && ownId(tenant.id, meetingId, kept?.[KEPT_MEETING_ID]);
  const told = { ...body, customer: tenant?.name ?? 'scalelite' };
  const content = JSON.stringify(told, own === undefined ? undefined : toOwn(meetingId, own));
  const payload = JSON.stringify({ url, content, tenant_id: tenant?.id });
  await deps.outbox.deliver({ id, kind: 'analytics', receiver, subject: meetingId, payload });
}

/** Calls the meeting what its tenant calls it. BBB writes the names of metadata with lines below, too. */
function toOwn(insideId: string, own: string): (key: string, value: unknown) => unknown {
  return (key, value) => {
    if (key.replaceAll('_', '-') === OWN_MEETING_ID) return undefined;
    return value === insideId ? own : value;
  };
}

/** JSON with a bearer token, as BBB itself posts it. */
export const analyticsRule: Rule = async (deps, event, signal) => {
  const { url = '', content = '', tenant_id } = fieldsOf(event);
  return await signedRound({
    secrets: await deps.secretsOf(tenant_id),
    stopAt: [],
    post: (secret) =>
      deps.sender.post({
        url,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${bearer(secret, deps.now)}`,
          'idempotency-key': event.id,
        },
        body: content,
        signal,
      }),
  });
};

function bearer(secret: string, now: AttemptDeps['now']): string {
  return signJwt({ exp: Math.floor(now() / 1000) + TOKEN_SECONDS }, secret, 'HS512');
}
