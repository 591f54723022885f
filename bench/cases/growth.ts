import { startBalancer } from '../balancer.ts';
import type { Bench } from '../bench.ts';
import { type Contender, measure } from '../measure.ts';
import { addMeetings, addServers, withPool } from '../pool.ts';
import { startFleet } from '../processes.ts';
import { signed } from '../requests.ts';
import { atMost, type Figures, type Result, type Target } from '../result.ts';
import { seedMeetings } from '../seed.ts';
import type { StoreKind } from '../stores.ts';
import { known, rows, WARM_UP_REQUESTS } from './calls.ts';
import type { Suite } from './suite.ts';

/** How much of everything there is while something is measured. */
interface Size {
  readonly servers: number;
  /** On record. */
  readonly meetings: number;
  /** 0: no tenancy. */
  readonly tenants: number;
  readonly connections: number;
}

interface Row {
  readonly name: string;
  readonly size: keyof Size;
  readonly sizes: readonly number[];
  readonly calls: readonly string[];
}

const USUAL: Size = { servers: 10, meetings: 200, tenants: 0, connections: 32 };

/** What grows, and the calls that might become dearer by it. */
const growths: readonly Row[] = [
  { name: 'growth-servers', size: 'servers', sizes: [10, 500, 1000], calls: ['join', 'create-new'] },
  {
    name: 'growth-meetings',
    size: 'meetings',
    sizes: [200, 10_000, 100_000],
    calls: ['join', 'is-running-unknown', 'create-new'],
  },
  { name: 'growth-tenants', size: 'tenants', sizes: [1, 100, 1000], calls: ['join'] },
  { name: 'growth-connections', size: 'connections', sizes: [16, 128, 512], calls: ['join'] },
];

export const growth: Suite = {
  cases: growths.map(({ name }) => name),
  async *run(bench, wanted) {
    for (const row of growths.filter(({ name }) => wanted(name))) {
      for (const store of bench.options.stores) {
        for (const size of bench.options.quick ? row.sizes.slice(0, 1) : row.sizes) {
          yield* measureSize(bench, row, store, { ...USUAL, [row.size]: size });
        }
      }
    }
  },
};

async function* measureSize(bench: Bench, row: Row, kind: StoreKind, size: Size): AsyncGenerator<Result> {
  await using stack = new AsyncDisposableStack();
  const store = await bench.stores.fresh(kind);
  const fleet = await startFleet({ servers: size.servers, meetings: 1 });
  stack.defer(fleet.stop);
  await withPool(store, async (pool) => {
    await addServers(pool, fleet.servers);
    for (const tenant of tenantsOf(size)) await pool.tenants.add(tenant);
    await addMeetings(pool, known, tenantsOf(size)[0]?.id);
    if (size.meetings > known.length) await seedMeetings(store, size.meetings, 'bench-1');
  });
  const env = size.tenants > 0 ? { MULTITENANCY_ENABLED: 'true', URL_HOST: HOST } : {};
  const balancer = await startBalancer({ store, directory: bench.directory, env });
  stack.defer(balancer.stop);
  if (size.tenants === 0) await connectAll(bench, balancer.port);
  for (const call of row.calls) {
    const own = { ...balancer, storePid: store.pid, job: () => jobOf(call, size) };
    const load = { connections: size.connections, warmUpRequests: WARM_UP_REQUESTS };
    const { figures, rss, disturbed } = await measure(bench, [own], load);
    const [measured] = figures;
    if (measured === undefined) throw new Error('nothing was measured');
    const variant = `${call} ${size[row.size]}`;
    const targets = targetsOf(call, row, size, measured);
    yield { case: row.name, variant, store: kind, figures: measured, rss, targets, disturbed };
  }
}

/** A poller keeps a connection to each server: new ones are not what is measured. */
async function connectAll({ driver }: Bench, port: number): Promise<void> {
  const requests = [signed('getMeetings', {})];
  await driver.drive({ port, requests, expect: '200 OK', connections: 1, seconds: 30, limit: 2 });
}

function targetsOf(call: string, { name }: Row, { servers }: Size, { cpuMs }: Figures): Target[] {
  const isMany = name === 'growth-servers' && servers === 500 && call === 'create-new';
  return isMany ? [atMost('CPU', 0.3, cpuMs, ' ms')] : [];
}

const HOST = 'lb.test';

function tenantsOf({ tenants }: Size) {
  return Array.from({ length: tenants }, (_, index) => ({
    id: `tenant-${index + 1}`,
    name: `t${index + 1}`,
    secrets: [`secret-of-tenant-${index + 1}`],
    lrs: {},
  }));
}

/** With tenants: by the first of them, whose the meetings are. */
function jobOf(call: string, size: Size): ReturnType<Contender['job']> {
  const [tenant] = tenantsOf(size);
  if (tenant === undefined)
    return rows.find(({ name }) => name === call)?.job() ?? { requests: [], expect: '' };
  const options = { host: `${tenant.name}.${HOST}`, secret: tenant.secrets[0] ?? '' };
  const requests = known.map((meetingID) =>
    signed('join', { meetingID, fullName: 'Ada', role: 'VIEWER' }, options),
  );
  return { requests, expect: ' 302 ' };
}
