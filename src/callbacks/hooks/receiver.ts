import { createOwnSignature } from '../../cluster/own-signature.ts';
import type { Config } from '../../config.ts';
import { type HookKind, hookKinds } from './ports.ts';

/** Where servers tell us their events. */
export const HOOK_EVENTS_PATH = '/bigbluebutton/api/hook_events';

const PURPOSE = 'hook events';

/** Whom a post to us is from, and what of; told by the path alone. */
export interface ToldBy {
  readonly serverId: string;
  readonly kind: HookKind;
}

/** Our own addresses as hooks of servers: one for each server and kind. */
export interface HookReceiver {
  urlFor(told: ToldBy): string;
  /** The address of a path of ours, as it was given when that was signed. */
  urlAt(path: string): string;
  /** Undefined: it is no path that we gave anybody. */
  readPath(path: string): ToldBy | undefined;
  /** Whether it is one of our addresses at this server, of an earlier URL_HOST or secret too. */
  isOurs(serverId: string, url: string): boolean;
}

/** Undefined: we have no address that servers know (URL_HOST), or nothing to sign it with. */
export function createHookReceiver(
  config: Pick<Config, 'urlHost' | 'secretKeyBase' | 'secrets'>,
): HookReceiver | undefined {
  const { urlHost } = config;
  const signature = createOwnSignature(config);
  if (urlHost === undefined || signature === undefined) return undefined;
  const signed = ({ serverId, kind }: ToldBy): string => `${kind} ${serverId}`;
  const readPath = (path: string): ToldBy | undefined => {
    const [kind, claimed = '', serverId = '', ...more] = partsOf(path);
    const known = hookKinds.find((one) => one === kind);
    if (known === undefined || more.length > 0) return undefined;
    const told = { serverId, kind: known };
    return signature.verify(PURPOSE, signed(told), claimed) ? told : undefined;
  };
  return {
    urlFor(told) {
      const own = signature.sign(PURPOSE, signed(told));
      return `https://${urlHost}${HOOK_EVENTS_PATH}/${told.kind}/${own}/${encodeURIComponent(told.serverId)}`;
    },
    urlAt: (path) => `https://${urlHost}${path}`,
    readPath,
    isOurs(serverId, url) {
      const parsed = URL.canParse(url) ? new URL(url) : undefined;
      if (!parsed?.pathname.startsWith(`${HOOK_EVENTS_PATH}/`)) return false;
      return parsed.host === urlHost.toLowerCase() || readPath(parsed.pathname)?.serverId === serverId;
    },
  };
}

function partsOf(path: string): string[] {
  if (!path.startsWith(`${HOOK_EVENTS_PATH}/`)) return [];
  try {
    return path
      .slice(HOOK_EVENTS_PATH.length + 1)
      .split('/')
      .map(decodeURIComponent);
  } catch {
    return [];
  }
}
