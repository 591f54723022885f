import { describe, expect, it } from 'vitest';
import { playTraffic, type TrafficPlan } from './demo-traffic.ts';
import { testServer } from './testing.ts';

/** A BBB server looks as a pool does, so it can stand in for one. */
async function stage(plan: Partial<TrafficPlan> = {}) {
  const server = await testServer();
  const stop = new AbortController();
  const whole = {
    apiUrl: server.url,
    secret: server.secret,
    seed: 1,
    meetings: 3,
    stepMs: 1,
    signal: stop.signal,
  };
  return { server, stop, play: () => playTraffic({ ...whole, ...plan }) };
}

describe('the traffic of the demo', () => {
  it('creates meetings whose users really are there, and come and go', async () => {
    const { server, stop, play } = await stage();
    const playing = play();
    await expect.poll(() => server.rooms().filter((room) => room.attendees.length > 1).length).toBe(3);
    await expect
      .poll(() => server.rooms().some((room) => room.attendees.some((user) => user.hasVideo)))
      .toBe(true);
    await expect.poll(() => server.rooms().every((room) => room.attendees.length >= 3)).toBe(true);
    stop.abort();
    const played = await playing;
    expect(played.failed).toBe(0);
    expect(played.left).toBeGreaterThan(0);
    expect(played.created).toBeGreaterThanOrEqual(3);
    expect(played.joined).toBeGreaterThan(6);
  });

  it('never puts too many into a meeting', async () => {
    const { server, stop, play } = await stage({ mostUsers: 3 });
    const playing = play();
    await expect.poll(() => server.requests().length, { timeout: 5000 }).toBeGreaterThan(200);
    stop.abort();
    await playing;
    expect(Math.max(...server.rooms().map((room) => room.attendees.length))).toBeLessThanOrEqual(4);
    expect(server.rooms().length).toBeLessThanOrEqual(3);
  });

  it('plays on when a server loses its meetings, or fails for a while', async () => {
    const { server, stop, play } = await stage();
    const playing = play();
    const inhabited = () => server.rooms().filter((room) => room.attendees.length > 0).length;
    await expect.poll(inhabited).toBe(3);
    await server.fault('restart');
    await expect.poll(inhabited, { timeout: 5000 }).toBe(3);
    await server.fault('restart', { kind: 'dropBefore', times: 3 }, { kind: 'failed', times: 3 });
    await expect.poll(() => server.faults(), { timeout: 5000 }).toEqual([]);
    await expect.poll(inhabited, { timeout: 5000 }).toBe(3);
    stop.abort();
    // Pages that were lost with their meetings come on top.
    expect((await playing).failed).toBeGreaterThanOrEqual(6);
  });

  it('stops at once, even while an answer is awaited', async () => {
    const { server, stop, play } = await stage();
    await server.fault('hang');
    const playing = play();
    await expect.poll(() => server.requests().length).toBe(1);
    stop.abort();
    expect(await playing).toMatchObject({ created: 0, joined: 0, failed: 0 });
  });
});
