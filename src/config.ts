import { resolve as absolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HashName } from './bbb/checksum.ts';
import { checkTogether, notesOn } from './config/checks.ts';
import { type ConfigRow, describeResolved } from './config/describe.ts';
import type { Environment } from './config/given.ts';
import { type Place, parse, type Resolved, resolve, type Settings } from './config/resolve.ts';
import type { Listen } from './config/url-types.ts';

export { ConfigError } from './config/error.ts';

/** Of several variables one field is made. */
type Raw = 'loadbalancerSecret' | 'loadbalancerSecrets' | 'port' | 'bind' | 'metricsListen';

/**
 * The effective settings, parsed. Fields are the variables' names in camel case (the table and their
 * meaning: config/variables.ts); times carry their unit.
 */
export interface Config extends Omit<Settings, Raw> {
  /** LOADBALANCER_SECRET first, then LOADBALANCER_SECRETS in order; empty: every call is refused. */
  readonly secrets: readonly string[];
  /** Used towards BBB servers: SHA256, or the strongest listed. */
  readonly sendHash: HashName;
  /** Neither DATABASE_URL nor REDIS_URL: one machine, all in DATA_DIR. */
  readonly embedded: boolean;
  /** From BIND, else PORT. A path is absolute. */
  readonly listen: Listen;
  /** Where metrics are told besides; a path is absolute. */
  readonly metricsListen: Listen | undefined;
  /** Every variable with its effective value and where that comes from; secrets masked. */
  readonly described: readonly ConfigRow[];
  /** What an operator should be told at start; nothing is wrong. */
  readonly notes: readonly string[];
}

/** Left out: the working directory, the repository of this file, and that secrets are only read. */
export type ConfigOptions = Partial<Place>;

/**
 * The configuration the environment asks for. Files named by `NAME_FILE` are read; on one machine the kept
 * secrets are read too, or made (`keptSecrets: 'make'`, for what serves). Throws ConfigError.
 */
export function loadConfig(env: Environment = process.env, options: ConfigOptions = {}): Config {
  const place = placeOf(options);
  const resolved = resolve(env, place);
  const settings = parse(resolved);
  checkTogether(settings);
  return compose(settings, resolved, place.cwd, notesOn(env, settings));
}

/** Secrets are masked when it is left out. */
export type DescribeOptions = ConfigOptions & { readonly showSecrets?: boolean };

/** Every variable with its effective value and where that comes from, in the table's order. */
export function describeConfig(env: Environment = process.env, options: DescribeOptions = {}): ConfigRow[] {
  const { showSecrets = false, ...place } = options;
  const resolved = resolve(env, placeOf(place));
  checkTogether(parse(resolved));
  return describeResolved(resolved, showSecrets);
}

function placeOf(options: ConfigOptions): Place {
  const root = fileURLToPath(new URL('..', import.meta.url));
  return { cwd: process.cwd(), root, keptSecrets: 'read', ...options };
}

function compose(settings: Settings, resolved: Resolved, cwd: string, notes: readonly string[]): Config {
  const { loadbalancerSecret, loadbalancerSecrets, port, bind, metricsListen, ...rest } = settings;
  return {
    ...rest,
    embedded: resolved.embedded,
    secrets: [...(loadbalancerSecret === undefined ? [] : [loadbalancerSecret]), ...loadbalancerSecrets],
    sendHash: sendHash(resolved, rest.checksumAlgorithms),
    metricsListen: metricsListen && listenAt(metricsListen, cwd),
    listen: listenAt(bind ?? { host: '0.0.0.0', port }, cwd),
    described: describeResolved(resolved, false),
    notes,
  };
}

/** Every BBB server knows SHA-256, not every one what is stronger: more is sent only when it was asked for. */
function sendHash(resolved: Resolved, accepted: readonly HashName[]): HashName {
  if (resolved.texts.get('LOADBALANCER_CHECKSUM_ALGORITHM')?.source === 'default') return 'SHA256';
  return accepted.at(-1) ?? 'SHA256';
}

function listenAt(listen: Listen, cwd: string): Listen {
  return 'path' in listen ? { path: absolute(cwd, listen.path) } : listen;
}
