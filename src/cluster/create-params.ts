import { lastValue, type Param, type Params } from '../bbb/query.ts';
import type { Config } from '../config.ts';
import { type CallbackUrls, interceptCallbacks } from './callback-params.ts';
import { longestMeeting } from './limits.ts';
import {
  limitDuration,
  mergeParams,
  type ParamRules,
  passable,
  SERVER_TAG,
  wantedTag,
  withoutParam,
  withParam,
} from './params.ts';
import { sizeHint } from './size-hint.ts';
import type { TagRequest } from './tags.ts';
import type { Tenant, TenantSetting } from './tenant.ts';
import { voiceBridgeNumbers } from './voice-bridge.ts';

export type CreateParamConfig = Pick<
  Config,
  | 'createExcludeParams'
  | 'defaultCreateParams'
  | 'overrideCreateParams'
  | 'maxMeetings'
  | 'maxUsers'
  | 'maxMeetingDuration'
  | 'useExternalVoiceBridge'
  | 'voiceBridgeLen'
  | 'urlHost'
>;

/** What is the same whichever server a create goes to. */
export interface CreateDraft {
  readonly tag: TagRequest;
  /** The client's own (or the operator's for it), if it is not blank. */
  readonly moderatorPw: string | undefined;
  /** The numbers to be had, in the order they are tried; of those drawn for it only the first so many. */
  readonly voiceBridges: (drawn?: number) => readonly string[];
  /** Everything that goes to BBB, but for what depends on record and server. */
  readonly params: Params;
  /** The users it expects, at least 1. */
  readonly size: number;
  /** The front-end's own, taken out of the parameters. */
  readonly callbackUrls: CallbackUrls;
  /** Names under which it gave one that is not called. */
  readonly refusedUrls: readonly string[];
}

/** What a create's parameters become on one server. */
export interface CreateTarget {
  readonly serverTag: string | undefined;
  readonly voiceBridge: string | undefined;
  /** Undefined: the client's own stays as it is, if any. */
  readonly moderatorPw: string | undefined;
}

export function draftCreate(
  config: CreateParamConfig,
  meetingId: string,
  client: Params,
  tenancy: {
    readonly tenant: Tenant | undefined;
    readonly settings: readonly TenantSetting[];
    readonly prefix: string;
    readonly mayCall: (url: string) => boolean;
  },
): CreateDraft {
  const rules: ParamRules = {
    defaults: config.defaultCreateParams,
    overrides: config.overrideCreateParams,
    exclude: config.createExcludeParams,
  };
  const limited = limitDuration(passable(client, rules.exclude), longestMeeting(config, tenancy.tenant));
  const merged = withTenant(mergeParams(limited, rules, tenancy.settings), tenancy.tenant);
  const { params, urls, refused } = interceptCallbacks(merged, { ...tenancy, urlHost: config.urlHost });
  const password = lastValue(params, 'moderatorPW');
  return {
    tag: wantedTag(client, rules, tenancy.settings),
    moderatorPw: password?.trim() ? password : undefined,
    voiceBridges: (drawn) => [
      ...externalNumber(config, params),
      ...voiceBridgeNumbers(meetingId, config.voiceBridgeLen, drawn),
    ],
    params,
    size: sizeHint(params),
    callbackUrls: urls,
    refusedUrls: refused,
  };
}

/** The parameters as one server gets them. */
export function createParams(draft: CreateDraft, target: CreateTarget): Params {
  const { serverTag, voiceBridge, moderatorPw } = target;
  const withPassword =
    moderatorPw === undefined ? draft.params : withParam(draft.params, 'moderatorPW', moderatorPw);
  const withBridge =
    voiceBridge === undefined
      ? withoutParam(withPassword, 'voiceBridge')
      : withParam(withPassword, 'voiceBridge', voiceBridge);
  return serverTag === undefined ? withBridge : withParam(withBridge, SERVER_TAG, serverTag);
}

const TENANT_ID = 'meta_tenant-id';
const TENANT_NAME = 'meta_tenant-name';

/** A client can't pose as a tenant; without tenancy its own meta_tenant-* are none of our business. */
function withTenant(params: Param[], tenant: Tenant | undefined): Param[] {
  if (tenant === undefined) return params;
  return withParam(withParam(params.filter(isHonest), TENANT_ID, tenant.id), TENANT_NAME, tenant.name);
}

/** BBB keeps the names of metadata in lower case: in another one they would come to stand in place of ours. */
function isHonest({ name }: Param): boolean {
  const kept = name.toLowerCase();
  return kept === name || (kept !== TENANT_ID && kept !== TENANT_NAME);
}

function externalNumber(config: CreateParamConfig, params: Params): string[] {
  const given = config.useExternalVoiceBridge ? lastValue(params, 'voiceBridge')?.trim() : undefined;
  return given !== undefined && /^\d+$/.test(given) ? [given] : [];
}
