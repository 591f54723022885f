import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { checksum } from '../../src/bbb/checksum.ts';
import { loadConfig } from '../../src/config.ts';
import { openDatabaseStore } from '../../src/store/index.ts';
import { type Balancer, SECRET, startBalancer } from '../balancer.ts';
import type { Bench } from '../bench.ts';
import { cpuMs, memory, resetPeak } from '../cpu.ts';
import { measure, median } from '../measure.ts';
import { COURSE, FEW, MANY, seedRecordings } from '../recordings.ts';
import { type Params, signed } from '../requests.ts';
import { atMost, type Result, type Target } from '../result.ts';
import type { Store } from '../stores.ts';
import type { Suite } from './suite.ts';

const ALL = 1_000_000;

interface Library {
  readonly count: number;
  /** Recordings of the one meeting that has many. */
  readonly many: number;
}

/** getRecordings from a million recordings in PostgreSQL. */
export const recordings: Suite = {
  cases: ['recordings'],
  async *run(bench) {
    if (!bench.options.stores.includes('postgres')) return;
    await using stack = new AsyncDisposableStack();
    const store = await bench.stores.fresh('postgres');
    const library = bench.options.quick ? { count: 3000, many: 1000 } : { count: ALL, many: MANY };
    bench.say(`making ${library.count} recordings`);
    await fill(store, library);
    const balancer = await startBalancer({ store, directory: bench.directory });
    stack.defer(balancer.stop);
    yield* few(bench, store, balancer, library);
    yield await many(balancer, library);
  },
};

async function fill({ env, place }: Store, { count, many }: Library): Promise<void> {
  const database = await openDatabaseStore(loadConfig(env));
  await database?.migrate();
  await database?.close();
  if (place.kind === 'postgres') await seedRecordings(place.url, count, many);
}

interface Row {
  readonly variant: string;
  readonly params: (index: number) => Params;
  readonly most?: number;
}

/** Answers of some recordings, each for another meeting or value. */
const rows: readonly Row[] = [
  { variant: `of a meeting, ${FEW}`, params: (n) => ({ meetingID: `room-${n}`, state: 'any' }), most: 10 },
  {
    variant: `by rare metadata, ${COURSE}`,
    params: (n) => ({ meta_course: `course-${n}`, state: 'any' }),
    most: 15,
  },
  { variant: 'by a record id', params: (n) => ({ recordID: recordId(n) }) },
  { variant: 'by frequent metadata, 25', params: () => ({ 'meta_tenant-id': 'tenant-1', limit: '25' }) },
];

async function* few(
  bench: Bench,
  store: Store,
  balancer: Balancer,
  { count, many }: Library,
): AsyncGenerator<Result> {
  for (const { variant, params, most } of rows) {
    // Meetings and courses hold ten each, and the first of them fewer.
    const last = (count - many) / FEW - 1;
    const requests = Array.from({ length: 500 }, (_, index) =>
      signed('getRecordings', params(1 + ((index * 7919) % last))),
    );
    const contender = { ...balancer, storePid: store.pid, job: () => ({ requests, expect: 'SUCCESS' }) };
    const { figures, rss, disturbed } = await measure(bench, [contender], { connections: 1 });
    const [own] = figures;
    if (own === undefined) throw new Error('nothing was measured');
    const targets: Target[] = most === undefined ? [] : [atMost('p50', most, own.p50, ' ms')];
    yield { ...{ case: 'recordings', variant, store: 'postgres', disturbed, figures: own, rss }, targets };
  }
}

/** As the seed makes them. */
function recordId(n: number): string {
  return `${createHash('md5').update(String(n)).digest('hex')}-${n}`;
}

/** One answer with all recordings of the meeting that has many. */
async function many(balancer: Balancer, library: Library): Promise<Result> {
  // What any listing costs in memory is not this one's.
  for (let round = 0; round < 20; round++) await ask(balancer.port, { meetingID: 'room-7' });
  const before = memory(balancer.pid).rssMb;
  resetPeak(balancer.pid);
  const wanted = { meetingID: 'many', state: 'any' };
  const first = await ask(balancer.port, wanted);
  const after = memory(balancer.pid);
  const cpu = cpuMs(balancer.pid);
  const seconds: number[] = [];
  for (let round = 0; round < 3; round++) seconds.push((await ask(balancer.port, wanted)).seconds);
  const cpuSeconds = (cpuMs(balancer.pid) - cpu) / 1000 / seconds.length;
  const { recordings: told, bytes } = first;
  if (told !== library.many) throw new Error(`${told} recordings came instead of ${library.many}`);
  return {
    ...{ case: 'recordings', variant: `${told} in one answer`, store: 'postgres', disturbed: false },
    values: {
      ...{ seconds: median(seconds), 'CPU seconds': cpuSeconds, 'MB of XML': bytes / 1e6 },
      ...{ 'RSS MB before': before, 'at peak': after.peakMb },
    },
    targets: [
      atMost('answer', 1, median(seconds), ' s'),
      atMost('RSS growth', 60, after.peakMb - before, ' MB'),
    ],
  };
}

interface Listing {
  readonly seconds: number;
  readonly recordings: number;
  readonly bytes: number;
}

/** Asks and counts what comes, without keeping it. */
function ask(port: number, params: Params): Promise<Listing> {
  const query = new URLSearchParams(params).toString();
  const signature = checksum('SHA256', 'getRecordings', query, SECRET);
  const path = `/bigbluebutton/api/getRecordings?${query}&checksum=${signature}`;
  const mark = Buffer.from('<recordID>');
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let recordings = 0;
    let bytes = 0;
    let rest: Buffer = Buffer.alloc(0);
    get({ host: '127.0.0.1', port, path }, (response) => {
      response.on('data', (piece: Buffer) => {
        const text = Buffer.concat([rest, piece]);
        for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) recordings += 1;
        rest = text.subarray(-(mark.length - 1));
        bytes += piece.length;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ seconds: (performance.now() - began) / 1000, recordings, bytes }));
    }).on('error', reject);
  });
}
