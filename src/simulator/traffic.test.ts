import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';
import { testFleet } from './testing.ts';
import { trafficStep } from './traffic.ts';

describe('traffic', () => {
  it('lets users come and go plausibly: the same for the same seed, never too many, never nobody', async () => {
    const play = async () => {
      const { servers } = await testFleet({ servers: 2 });
      for (const server of servers) server.createRoom({ meetingId: `room-${server.number}` });
      const random = seededRandom('play');
      const sizes: number[] = [];
      for (let step = 0; step < 400; step++) {
        trafficStep(servers, random);
        sizes.push(...servers.flatMap((server) => server.rooms().map((room) => room.attendees.length)));
      }
      return { sizes, users: servers.flatMap((server) => server.rooms().flatMap((room) => room.attendees)) };
    };
    const { sizes, users } = await play();
    expect(await play()).toEqual({ sizes, users });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(25);
    expect(sizes.some((size, i) => size < (sizes[i - 2] ?? 0))).toBe(true);
    expect(Math.min(...sizes.slice(40))).toBeGreaterThan(0);
    for (const role of ['MODERATOR', 'VIEWER']) expect(users.map((user) => user.role)).toContain(role);
    for (const video of [true, false]) expect(users.map((user) => user.hasVideo)).toContain(video);
  });
});
