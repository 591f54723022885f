import { lastValue, type Param, type Params } from '../bbb/query.ts';
import { parseTag, type TagRequest } from './tags.ts';
import type { TenantSetting } from './tenant.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** What the operator says about the parameters of one call (create or join). */
export interface ParamRules {
  readonly defaults: Pairs;
  readonly overrides: Pairs;
  /** Names of a client's parameters that are not passed on. */
  readonly exclude: readonly string[];
}

export const SERVER_TAG = 'meta_server-tag';

/**
 * A client's parameters with everybody's defaults and overrides, weakest to strongest: defaults, the tenant's
 * defaults, the client (an empty value counts), overrides, the tenant's overrides. The client's stay in their
 * order, repeats too; what others add stands behind them. The server tag is no part of this: see wantedTag.
 */
export function mergeParams(client: Params, rules: ParamRules, settings: readonly TenantSetting[]): Param[] {
  if (rules.defaults.length + rules.overrides.length + settings.length === 0) {
    return withoutParam(client, SERVER_TAG);
  }
  const defaults = new Map([...rules.defaults, ...ofTenant(settings, false)]);
  const overrides = new Map([...rules.overrides, ...ofTenant(settings, true)]);
  overrides.delete(SERVER_TAG);
  defaults.delete(SERVER_TAG);
  const merged = client.filter(({ name }) => name !== SERVER_TAG && !overrides.has(name));
  const given = new Set(merged.map(({ name }) => name));
  for (const [name, value] of defaults) {
    if (!given.has(name) && !overrides.has(name)) merged.push({ name, value });
  }
  for (const [name, value] of overrides) merged.push({ name, value });
  return merged;
}

/** Drops what is never passed on: the checksum, and what the operator excludes. */
export function passable(client: Params, exclude: readonly string[]): Param[] {
  return client.filter(({ name }) => name !== 'checksum' && !exclude.includes(name));
}

/** The strongest word on where a meeting may go; blank ones are passed over. */
export function wantedTag(client: Params, rules: ParamRules, settings: readonly TenantSetting[]): TagRequest {
  const words = [
    last(ofTenant(settings, true)),
    last(rules.overrides),
    lastValue(client, SERVER_TAG),
    last(ofTenant(settings, false)),
    last(rules.defaults),
  ];
  return parseTag(words.find((word) => word !== undefined && word.trim() !== ''));
}

/** Sets a parameter where it first stands, or behind the others; repeats of it go. */
export function withParam(params: Params, name: string, value: string): Param[] {
  const at = params.findIndex((param) => param.name === name);
  if (at < 0) return [...params, { name, value }];
  return params.flatMap((param, index) => {
    if (index === at) return [{ name, value }];
    return param.name === name ? [] : [param];
  });
}

export function withoutParam(params: Params, name: string): Param[] {
  return params.filter((param) => param.name !== name);
}

/** MAX_MEETING_DURATION: a duration (minutes) that is missing, unreadable, 0 (BBB's "no limit") or larger becomes `max`. */
export function limitDuration(params: Params, max: number): Params {
  if (max <= 0) return params;
  const given = lastValue(params, 'duration')?.trim() ?? '';
  const minutes = /^\d+$/.test(given) ? Number(given) : 0;
  return minutes > 0 && minutes <= max ? params : withParam(params, 'duration', String(max));
}

function ofTenant(settings: readonly TenantSetting[], override: boolean): [string, string][] {
  return settings.filter((one) => one.override === override).map((one) => [one.param, one.value]);
}

function last(pairs: Pairs): string | undefined {
  return pairs.findLast(([name]) => name === SERVER_TAG)?.[1];
}
