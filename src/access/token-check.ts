import { type ApiToken, isTokenText, tokenHash } from './api-token.ts';
import type { ApiTokenStore } from './ports.ts';

/** How exactly the last use is known: a write for each call would cost more than the call. */
const COARSE_MS = 5 * 60_000;

export interface TokenCheckDeps {
  readonly tokens: Pick<ApiTokenStore, 'findByHash' | 'touch'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Hears why a use could not be noted. */
  readonly failed: (reason: string) => void;
}

/**
 * The token that a text is; undefined: none of ours, revoked or expired. It is looked up by its hash, so that
 * how long that takes tells nothing of other tokens.
 */
export async function checkToken(deps: TokenCheckDeps, text: string): Promise<ApiToken | undefined> {
  if (!isTokenText(text)) return undefined;
  const token = await deps.tokens.findByHash(tokenHash(text));
  const now = deps.now();
  if (token === undefined || (token.expiresAt !== undefined && token.expiresAt <= now)) return undefined;
  if (now - (token.lastUsedAt ?? 0) >= COARSE_MS) void touch(deps, token.id, now);
  return token;
}

async function touch({ tokens, failed }: TokenCheckDeps, id: string, at: number): Promise<void> {
  try {
    await tokens.touch(id, at);
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
  }
}
