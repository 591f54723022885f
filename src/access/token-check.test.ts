import { describe, expect, it, vi } from 'vitest';
import { type ApiToken, isTokenText, newTokenText, tokenHash } from './api-token.ts';
import { checkToken } from './token-check.ts';

const NOW = 1_000_000_000;

function known(text: string, more: Partial<ApiToken> = {}) {
  const times = { createdAt: 0, expiresAt: undefined, lastUsedAt: undefined };
  const token: ApiToken = { id: 'id', name: 'ci', scope: 'read', ...times, ...more };
  const touch = vi.fn(async () => {});
  const findByHash = async (hash: string) => (hash === tokenHash(text) ? token : undefined);
  const failed = vi.fn();
  return { deps: { tokens: { findByHash, touch }, now: () => NOW, failed }, token, touch, failed };
}

describe('a token', () => {
  it('is 256 random bits under a prefix', () => {
    const all = new Set(Array.from({ length: 100 }, newTokenText));
    expect(all.size).toBe(100);
    for (const text of all) expect(isTokenText(text)).toBe(true);
  });

  it('is known by its hash', async () => {
    const text = newTokenText();
    const { deps, token } = known(text);
    expect(await checkToken(deps, text)).toEqual(token);
    expect(await checkToken(deps, newTokenText())).toBeUndefined();
    expect(await checkToken(deps, tokenHash(text))).toBeUndefined();
    expect(await checkToken(deps, '')).toBeUndefined();
  });

  it('is none any more when it has expired', async () => {
    const text = newTokenText();
    expect(await checkToken(known(text, { expiresAt: NOW + 1 }).deps, text)).toBeDefined();
    expect(await checkToken(known(text, { expiresAt: NOW }).deps, text)).toBeUndefined();
  });

  it('notes its use from time to time', async () => {
    const text = newTokenText();
    const fresh = known(text, { lastUsedAt: NOW - 299_999 });
    await checkToken(fresh.deps, text);
    expect(fresh.touch).not.toHaveBeenCalled();
    const old = known(text, { lastUsedAt: NOW - 300_000 });
    await checkToken(old.deps, text);
    expect(old.touch).toHaveBeenCalledWith('id', NOW);
  });

  it('is good also while its use can’t be noted', async () => {
    const text = newTokenText();
    const { deps, touch, failed } = known(text);
    touch.mockRejectedValue(new Error('read only'));
    expect(await checkToken(deps, text)).toBeDefined();
    await vi.waitFor(() => expect(failed).toHaveBeenCalledWith('read only'));
  });
});
