import { SECRET, startBalancer } from '../balancer.ts';
import type { Bench } from '../bench.ts';
import { type Contender, measure } from '../measure.ts';
import { addMeetings, addServers, withPool } from '../pool.ts';
import { type Floor, type FloorName, startFleet, startFloor } from '../processes.ts';
import { signed, unsigned } from '../requests.ts';
import { atLeast, atMost, type Figures, type Result, type Target } from '../result.ts';
import { timesRuby } from '../ruby.ts';
import type { Store, StoreKind } from '../stores.ts';
import type { Suite } from './suite.ts';

interface Row {
  readonly name: string;
  readonly floor: FloorName;
  readonly job: () => ReturnType<Contender['job']>;
  readonly targets: (own: Figures, ratio: number, times: number, store: StoreKind) => readonly Target[];
}

const CONNECTIONS = 32;
/** By then V8 has compiled a call's path for good; of a create that takes some 20,000. */
export const WARM_UP_REQUESTS = 25_000;
/** The shorter, the more alike the machine is for the two; a tenth of a second holds some hundred requests. */
const TURNS = 5;
const SERVERS = 10;
export const known = Array.from({ length: 200 }, (_, index) => `meeting-${index + 1}-0123456789abcdef`);
const users = { fullName: 'Ada Lovelace', role: 'MODERATOR', userID: 'user-1' };
const room = {
  name: 'A meeting',
  attendeePW: 'ap',
  welcome: '<b>Welcome</b> to %%CONFNAME%%',
  'meta_bbb-origin': 'bench',
};
let created = 0;

const cpu = (most: number, own: Figures) => atMost('CPU', most, own.cpuMs, ' ms');
const ruby = (least: number, times: number) => atLeast('× less CPU than Ruby', least, times);

/** The calls of the API whose cost does not depend on how many servers there are, each with its floor. */
export const rows: readonly Row[] = [
  {
    name: 'top-level',
    floor: 'constant',
    job: () => ({ requests: [unsigned('')], expect: 'SUCCESS' }),
    targets: (_own, _ratio, times) => [ruby(25, times)],
  },
  {
    name: 'refused',
    floor: 'constant',
    job: () => ({
      requests: known.map((meetingID) => signed('join', { meetingID, ...users }, { secret: 'wrong' })),
      expect: 'checksumError',
    }),
    targets: (own, _ratio, times) => [cpu(0.05, own), ruby(25, times)],
  },
  {
    name: 'join',
    floor: 'redirect',
    job: () => ({
      requests: known.map((meetingID) => signed('join', { meetingID, ...users })),
      expect: ' 302 ',
    }),
    targets: (_own, ratio, times, store) => [
      ...(store === 'redis' ? [atMost('CPU by the floor', 2, ratio)] : []),
      ruby(25, times),
    ],
  },
  {
    name: 'is-running',
    floor: 'pass-through',
    job: () => ({
      requests: known.map((meetingID) => signed('isMeetingRunning', { meetingID })),
      expect: '<running>true',
    }),
    targets: (_own, ratio, times, store) => [
      ...(store === 'redis' ? [atMost('CPU by the floor', 1.8, ratio)] : []),
      ruby(20, times),
    ],
  },
  {
    name: 'is-running-unknown',
    floor: 'redirect',
    job: () => ({
      requests: known.map((meetingID) => signed('isMeetingRunning', { meetingID: `no-${meetingID}` })),
      expect: '<running>false',
    }),
    targets: () => [],
  },
  {
    name: 'info',
    floor: 'pass-through',
    job: () => ({
      requests: known.map((meetingID) => signed('getMeetingInfo', { meetingID })),
      expect: '<participantCount>6',
    }),
    targets: (_own, _ratio, times) => [ruby(20, times)],
  },
  {
    name: 'create-new',
    floor: 'pass-through',
    job: () => newMeetings(5000),
    targets: (own, _ratio, times) => [cpu(0.3, own), ruby(12, times)],
  },
  {
    name: 'create-known',
    floor: 'pass-through',
    job: () => ({
      requests: known.map((meetingID) => signed('create', { meetingID, ...room })),
      expect: 'SUCCESS',
    }),
    targets: (_own, _ratio, times) => [ruby(12, times)],
  },
];

/** Creates of meetings that nobody has asked for before. */
function newMeetings(count: number): ReturnType<Contender['job']> {
  const requests = Array.from({ length: count }, () => {
    created += 1;
    return signed('create', { meetingID: `new-${created}-0123456789abcdef`, ...room });
  });
  return { requests, once: true, expect: 'SUCCESS' };
}

export const calls: Suite = {
  cases: rows.map(({ name }) => name),
  async *run(bench, wanted) {
    const chosen = rows.filter(({ name }) => wanted(name));
    for (const store of chosen.length > 0 ? bench.options.stores : []) yield* runOn(bench, store, chosen);
  },
};

async function* runOn(bench: Bench, kind: StoreKind, chosen: readonly Row[]): AsyncGenerator<Result> {
  await using stack = new AsyncDisposableStack();
  const store = await bench.stores.fresh(kind);
  const fleet = await startFleet({ servers: SERVERS, meetings: 1 });
  stack.defer(fleet.stop);
  await withPool(store, async (pool) => {
    await addServers(pool, fleet.servers);
    await addMeetings(pool, known);
  });
  const balancer = await startBalancer({ store, directory: bench.directory });
  stack.defer(balancer.stop);
  const floors = new Map<FloorName, Floor>();
  for (const name of new Set(chosen.map((row) => row.floor))) {
    const floor = await startFloor(name, { secret: SECRET, place: store.place, servers: fleet.servers });
    stack.defer(floor.stop);
    floors.set(name, floor);
  }
  for (const row of chosen) {
    const own = { ...balancer, storePid: store.pid, job: row.job };
    yield await measureRow(bench, row, kind, [own, floorOf(row, floors, store)]);
  }
}

/** What the floor of a row is asked; its answers are not looked at closely. */
function floorOf(row: Row, floors: ReadonlyMap<FloorName, Floor>, store: Store): Contender {
  const floor = floors.get(row.floor);
  if (floor === undefined) throw new Error(`the floor ${row.floor} does not run`);
  const call = row.floor === 'redirect' ? 'join' : 'isMeetingRunning';
  const more = row.floor === 'redirect' ? users : {};
  return {
    ...floor,
    storePid: store.pid,
    job: () => ({
      requests: known.map((meetingID) => signed(call, { meetingID, ...more })),
      expect: row.floor === 'redirect' ? ' 302 ' : 'SUCCESS',
    }),
  };
}

async function measureRow(
  bench: Bench,
  row: Row,
  store: StoreKind,
  contenders: readonly [Contender, ...Contender[]],
): Promise<Result> {
  const { figures, ratios, rss, disturbed } = await measure(bench, contenders, {
    connections: CONNECTIONS,
    warmUpRequests: WARM_UP_REQUESTS,
    turns: TURNS,
  });
  const [own, floor] = figures;
  const [, ratio] = ratios;
  if (own === undefined || floor === undefined || ratio === undefined)
    throw new Error('nothing was measured');
  const times = timesRuby(row.name, { name: row.floor, ratio });
  return {
    ...{ case: row.name, variant: '', store, figures: own, rss, floor: { ...floor, name: row.floor }, ratio },
    ...(Number.isNaN(times) ? {} : { timesRuby: times }),
    ...{ targets: row.targets(own, ratio, times, store), disturbed },
  };
}
