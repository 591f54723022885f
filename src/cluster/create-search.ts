import type { BbbClient, StreamedBody } from '../bbb/client.ts';
import type { Params } from '../bbb/query.ts';
import type { CallbackKeeper } from './callback-params.ts';
import type { CreateDraft, CreateParamConfig } from './create-params.ts';
import type { EndUrls } from './end-params.ts';
import type { Log } from './log.ts';
import type { Lrs, LrsAccess } from './lrs.ts';
import type { Meeting } from './meeting.ts';
import type { MeetingStore, ServerStore } from './ports.ts';
import type { HomeServer } from './server.ts';
import type { StrayStore } from './strays.ts';
import type { Tenant, TenantSetting } from './tenant.ts';
import type { UseLimit } from './use.ts';

export interface CreateDeps {
  readonly servers: ServerStore;
  readonly meetings: MeetingStore;
  readonly strays: Pick<StrayStore, 'note'>;
  readonly client: BbbClient;
  readonly config: CreateParamConfig & {
    readonly defaultMeetingTtl: number;
    readonly connectTimeoutMs: number;
    readonly responseTimeoutMs: number;
    readonly reattachGraceMs: number;
  };
  /** 8 random alphanumerics. */
  readonly newPassword: () => string;
  readonly callbacks: CallbackKeeper;
  /** Whether a URL that a front-end gives is one that is called. */
  readonly mayCall: (url: string) => boolean;
  /** Undefined: BBB tells the front-end itself that its meeting is over. */
  readonly endUrls: EndUrls | undefined;
  readonly lrs: Lrs;
  readonly log: Log;
}

export interface CreateRequest {
  readonly meetingId: string;
  /** As the client sent them. */
  readonly params: Params;
  /** A non-empty XML body (slides), passed on as it comes. */
  readonly body: StreamedBody | undefined;
  readonly tenant: Tenant | undefined;
  readonly settings: readonly TenantSetting[];
  /** What the path of the call began with, when the tenant was named there: `/t/NAME`; else ''. */
  readonly prefix: string;
}

/** What one create knows while it looks for a server. */
export interface Search {
  readonly deps: CreateDeps;
  readonly request: CreateRequest;
  readonly draft: CreateDraft;
  /** For a new record. */
  readonly moderatorPw: string;
  /** Asked for while the meeting is placed. */
  readonly lrs: Promise<LrsAccess | undefined>;
  /** Those it is placed under. */
  readonly limits: readonly UseLimit[];
  readonly tried: string[];
  /** The server a record is to be moved away from. */
  from: string | undefined;
  /** What to tell when no server is left. */
  failure: Error | undefined;
}

/** A create on its way to one server. `isNew`: BBB does not have the meeting yet, as far as is known. */
export interface Attempt {
  readonly meeting: Meeting;
  readonly server: HomeServer;
  readonly isNew: boolean;
  /** What BBB is told; undefined: the client's own, if any. */
  readonly moderatorPw: string | undefined;
}

/** Undefined: place again. */
export type Outcome = Buffer | undefined;
