import { expect, it } from 'vitest';
import type { Server } from '../../cluster/server.ts';
import { capacityMetrics } from './capacity.ts';

function server(id: string, tag: string | undefined): Server {
  return {
    ...{ id, tag, url: `https://${id}.example.com/bigbluebutton/api`, secret: 'secret', bbbVersion: '' },
    ...{ state: 'enabled', online: true, load: 0, loadMultiplier: 1, meetings: 0, users: 0 },
    ...{ largestMeeting: 0, videos: 0, healthy: 0, unhealthy: 0 },
  };
}

const tagsOf = (servers: readonly Server[]) =>
  capacityMetrics(servers, { target: 0.7, usersPerServer: 200, keepFree: 0 }).map(({ samples }) =>
    samples.map(({ labels }) => labels?.['tag']),
  );

it('the room is told once for each tag, and for untagged servers once', () => {
  const series = ['none', 'large'];
  const servers = [server('a', undefined), server('b', 'large'), server('c', 'large')];
  expect(tagsOf(servers)).toEqual([series, series, series, series]);
  expect(tagsOf([...servers, server('d', 'none')])).toEqual([series, series, series, series]);
});

it('that a first server is wanted is told of an empty pool too', () => {
  expect(tagsOf([])).toEqual([['none'], ['none'], ['none'], ['none']]);
});
