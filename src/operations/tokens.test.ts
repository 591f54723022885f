import { describe, expect, it } from 'vitest';
import { isTokenText } from '../access/api-token.ts';
import { checkToken } from '../access/token-check.ts';
import { listAudit } from './audit.ts';
import { OperationFailed } from './failure.ts';
import { perform } from './perform.ts';
import { addServer, updateServer } from './servers-edit.ts';
import { openContext } from './testing.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';

const NOW = Date.parse('2026-11-21T10:00:00.000Z');

async function status(work: Promise<unknown>): Promise<number> {
  const error = await work.catch((reason: unknown) => reason);
  if (error instanceof OperationFailed) return error.status;
  throw new Error('it did not fail as it should');
}

describe('tokens', () => {
  it('are told once, work until they expire, and are kept as hashes', async () => {
    const context = await openContext({ now: () => NOW });
    const { token, ...rest } = await perform(createToken, context, {
      name: 'ci',
      scope: 'operate',
      expires: '12h',
    });
    expect(isTokenText(token)).toBe(true);
    expect(rest).toMatchObject({ name: 'ci', scope: 'operate', expires_at: '2026-11-21T22:00:00.000Z' });
    const listed = await perform(listTokens, context, {});
    expect(listed).toEqual([rest]);
    expect(JSON.stringify(listed)).not.toContain(token);
    const tokens = (await context.database())?.apiTokens;
    if (tokens === undefined) throw new Error('there is no database');
    const deps = { tokens, now: () => NOW, failed: () => {} };
    expect(await checkToken(deps, token)).toMatchObject({ name: 'ci', scope: 'operate' });
    await perform(revokeToken, context, { id: 'ci' });
    expect(await checkToken(deps, token)).toBeUndefined();
    expect(await status(perform(revokeToken, context, { id: 'ci' }))).toBe(404);
  });

  it('are good for 90 days, and for reading, unless it is said otherwise', async () => {
    const context = await openContext({ now: () => NOW });
    expect(await perform(createToken, context, { name: 'a' })).toMatchObject({
      scope: 'read',
      expires_at: '2027-02-19T10:00:00.000Z',
    });
    expect(await perform(createToken, context, { name: 'b', expires: 'never' })).toMatchObject({
      expires_at: null,
    });
    expect(await status(perform(createToken, context, { name: 'a' }))).toBe(409);
    for (const expires of ['0d', '90', 'soon', '-1d', '99999d']) {
      expect(await status(perform(createToken, context, { name: 'c', expires }))).toBe(400);
    }
  });

  it('need a database', async () => {
    const context = await openContext({ env: { DB_DISABLED: 'true' } });
    expect(await status(perform(listTokens, context, {}))).toBe(412);
  });
});

describe('the audit log', () => {
  it('tells what was done, in pages', async () => {
    const context = await openContext();
    const url = 'https://bbb1.example.com/api';
    const { id } = await perform(addServer, context, { url, secret: 's3cret' });
    await perform(updateServer, context, { id, tag: 'a' });
    const { token } = await perform(createToken, context, { name: 'ci' });
    const first = await perform(listAudit, context, { limit: 2, since: '1h' });
    expect(first.items).toMatchObject([
      {
        action: 'token.create',
        via: 'cli',
        actor: 'tester',
        from: null,
        after: { name: 'ci', scope: 'read' },
      },
      { action: 'server.update', subject: id, before: { tag: null }, after: { tag: 'a' } },
    ]);
    const rest = await perform(listAudit, context, { cursor: first.next });
    expect(rest).toMatchObject({ items: [{ action: 'server.add', after: { secret: '*****' } }], next: null });
    expect(JSON.stringify([first, rest])).not.toMatch(new RegExp(`s3cret|${token}`));
    expect((await perform(listAudit, context, { until: '1h' })).items).toEqual([]);
    expect((await perform(listAudit, context, { subject: id, action: 'server.add' })).items).toHaveLength(1);
    expect(await status(perform(listAudit, context, { cursor: 'x' }))).toBe(400);
  });
});
