import { describe, expect, it } from 'vitest';
import { addServer } from '../../test/e2e/installation.ts';
import type { OperationContext } from './context.ts';
import { explainServers } from './explain.ts';
import { perform } from './perform.ts';
import { showStats } from './stats.ts';
import { openContext } from './testing.ts';

async function pool(context: OperationContext): Promise<void> {
  const { store } = context;
  await addServer(store, { id: 'busy', load: 30 });
  await addServer(store, { id: 'calm', load: 10 });
  await addServer(store, { id: 'cordoned', load: 0, state: 'cordoned' });
  await addServer(store, { id: 'down' });
  await addServer(store, { id: 'gpu', load: 5, tag: 'gpu' });
  await addServer(store, { id: 'off', state: 'disabled' });
  await addServer(store, { id: 'twin', load: 10 });
}

async function reasons(context: OperationContext, input: { tag?: string } = {}) {
  const { chosen, servers } = await perform(explainServers, context, input);
  return { chosen, ...Object.fromEntries(servers.map(({ id, reason }) => [id, reason])) };
}

describe('servers.explain', () => {
  it('says where the next meeting goes, and of every other server why not', async () => {
    const context = await openContext();
    await pool(context);
    await context.store.servers.suspect('twin', 60);
    expect(await reasons(context)).toEqual({
      chosen: 'calm',
      calm: 'takes the next meeting: its load is 10',
      busy: 'has more load: 30, not 10',
      cordoned: 'is cordoned: it gets no new meetings',
      down: 'is offline',
      gpu: 'has the tag gpu, and none is asked for',
      off: 'is disabled',
      twin: 'has failed a create in the last minute, so that it comes last',
    });
  });

  it('says it for a tag', async () => {
    const context = await openContext();
    await pool(context);
    expect(await reasons(context, { tag: 'gpu' })).toMatchObject({
      chosen: 'gpu',
      busy: 'is untagged: asked only when no server of gpu is available',
    });
    expect(await reasons(context, { tag: 'big!' })).toMatchObject({
      chosen: null,
      busy: 'is untagged, and the tag big! is required',
      gpu: 'has the tag gpu, and big! is asked for',
    });
    expect(await reasons(context)).toMatchObject({
      twin: 'has the same load as calm, which sorts first',
    });
  });

  it('knows since when a server is offline, from the history', async () => {
    const context = await openContext();
    await pool(context);
    const now = Date.now();
    const changes = [{ serverId: 'down', at: now - 3_600_000, online: false }];
    await (await context.database())?.history.record({ samples: [], changes }, { now });
    const { servers } = await perform(explainServers, context, {});
    const down = servers.find(({ id }) => id === 'down');
    expect(down?.reason).toBe(`is offline since ${down?.offline_since}`);
    const hour = now - Date.parse(down?.offline_since ?? '');
    expect(Math.abs(hour - 3_600_000)).toBeLessThan(60_000);
  });

  it('does without a history', async () => {
    const context = await openContext({ env: { DB_DISABLED: 'true' } });
    await pool(context);
    expect(await reasons(context)).toMatchObject({ chosen: 'calm', down: 'is offline' });
  });

  it('chooses nothing in an empty pool', async () => {
    expect(await perform(explainServers, await openContext(), {})).toEqual({ chosen: null, servers: [] });
  });
});

describe('stats.show', () => {
  it('sums the pool up', async () => {
    const context = await openContext();
    await pool(context);
    const figures = { meetings: 2, users: 30, largestMeeting: 20, videos: 4 };
    await addServer(context.store, { id: 'full', load: 12.25, figures });
    expect(await perform(showStats, context, {})).toEqual({
      ...{ servers: 8, enabled: 6, cordoned: 1, disabled: 1, available: 5, online: 6 },
      ...{ meetings: 2, users: 30, videos: 4, load: 67.25 },
    });
  });
});
