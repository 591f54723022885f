import { expect, it } from 'vitest';
import { type Placement, type PlaceRequest, StoreReadOnly } from '../cluster/ports.ts';
import { measuredArea } from './measured-store.ts';
import { countedPlacements } from './placements.ts';
import { createTally } from './tally.ts';

it('a store is the same to who uses it, and how long it takes is counted', async () => {
  const tally = createTally();
  const failure = new Error('away');
  const area = measuredArea(
    {
      find: async (id: string) => `found ${id}`,
      fail: async () => {
        throw failure;
      },
      async *list() {
        yield 1;
      },
      size: 3,
    },
    ['state', 'things'],
    { tally, tracer: undefined },
  );
  expect(await area.find('x')).toBe('found x');
  await expect(area.fail()).rejects.toBe(failure);
  expect(await Array.fromAsync(area.list())).toEqual([1]);
  expect(area.size).toBe(3);
  const { storeSeconds, storeFailures } = tally.read();
  expect(Object.keys(storeSeconds ?? {})).toEqual(['state\u0000things.find', 'state\u0000things.fail']);
  expect(storeFailures).toEqual({ 'state\u0000things.fail': [1] });
});

it('what is not written though it could be read is counted by itself', async () => {
  const tally = createTally();
  const full = async () => {
    throw new StoreReadOnly('the disk is full');
  };
  const area = measuredArea({ add: full }, ['state', 'things'], { tally, tracer: undefined });
  await expect(area.add()).rejects.toThrow('full');
  expect(tally.read()).toMatchObject({
    storeFailures: { 'state\u0000things.add': [1] },
    storeReadOnly: { state: [1] },
  });
});

it('placements are counted by server and by why it was this one', async () => {
  const tally = createTally();
  const server = { id: 'one', url: '', secret: '', online: true, state: 'enabled', tag: undefined } as const;
  const meeting = { id: 'room', serverId: 'one', moderatorPw: '', voiceBridge: '1', tenantId: undefined };
  const placed: Placement = { kind: 'placed', meeting, server };
  let next: Placement = placed;
  const meetings = countedPlacements({ place: async (_: PlaceRequest) => next }, tally);
  const none = { tags: [undefined], required: true, text: '' };
  const request: PlaceRequest = {
    ...{ meetingId: 'room', tenantId: undefined, moderatorPw: '', tag: none, voiceBridges: [] },
    ...{ ttl: 1, inFlightFor: 1, exclude: [] },
  };
  const gpu = { tags: ['gpu'], required: false, text: 'gpu' };
  await meetings.place(request);
  await meetings.place({ ...request, tag: gpu });
  await meetings.place({ ...request, exclude: ['two'], from: 'two' });
  next = { ...placed, server: { ...server, tag: 'gpu' } };
  await meetings.place({ ...request, tag: gpu });
  next = { kind: 'known', meeting, server, creation: 'settled' };
  await meetings.place(request);
  const refusals: Placement[] = [
    { kind: 'unavailable', poolEmpty: true },
    { kind: 'unavailable', poolEmpty: false },
    { kind: 'noVoiceBridge' },
    { kind: 'foreign' },
  ];
  for (next of refusals) await meetings.place(request);
  expect(tally.read()).toEqual({
    placements: {
      'one\u0000leastLoad': [1],
      'one\u0000noneWithTag': [1],
      'one\u0000othersFailed': [1],
      'one\u0000tag': [1],
    },
    placementsRefused: { noServer: [1], noneFits: [1], noVoiceBridge: [1], foreign: [1] },
  });
});
