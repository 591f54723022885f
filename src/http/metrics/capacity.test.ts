import { expect, it } from 'vitest';
import type { Server } from '../../cluster/server.ts';
import { server } from '../../cluster/testing.ts';
import { capacityMetrics } from './capacity.ts';

const tagsOf = (servers: readonly Server[]) =>
  capacityMetrics(servers, { target: 0.7, usersPerServer: 200, keepFree: 0 }).map(({ samples }) =>
    samples.map(({ labels }) => labels?.['tag']),
  );

it('the room is told once for each tag, and for untagged servers once', () => {
  const series = ['none', 'large'];
  const servers = [server('a'), server('b', { tag: 'large' }), server('c', { tag: 'large' })];
  expect(tagsOf(servers)).toEqual([series, series, series, series]);
  expect(tagsOf([...servers, server('d', { tag: 'none' })])).toEqual([series, series, series, series]);
});

it('that a first server is wanted is told of an empty pool too', () => {
  expect(tagsOf([])).toEqual([['none'], ['none'], ['none'], ['none']]);
});
