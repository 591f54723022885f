import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { POOL } from '../src/audit/history.ts';
import { loadConfig } from '../src/config.ts';
import { createMetrics } from '../src/http/metrics/scrape.ts';
import { addServer } from '../src/store/contract/subject.ts';
import { openImportQueue } from '../src/store/files/import-queue.ts';
import { openClusterStore, openDatabaseStore } from '../src/store/index.ts';
import { type Family, families } from '../src/telemetry/families.ts';
import { type Counts, familyNames } from '../src/telemetry/tally.ts';
import { freePort, root, startChild, tempDir } from './helpers/index.ts';
import { startHttp } from './helpers/servers.ts';

const run = promisify(execFile);
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const PROMTOOL = ['/usr/bin/promtool', '/usr/local/bin/promtool'].find(existsSync);
const needsPromtool = it.skipIf(PROMTOOL === undefined);
const PROMETHEUS = ['/usr/bin/prometheus', '/usr/local/bin/prometheus'].find(existsSync);

/** A metric as `/metrics` tells it, with all labels that it has. */
interface Told {
  readonly names: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

/** Everything that /metrics may ever tell: each family counted once, and a pool with a server that was polled. */
async function everything(): Promise<string> {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  const config = loadConfig({ DATA_DIR: path, LOADBALANCER_SECRET: 'x' });
  const [store, database] = [await openClusterStore(config), await openDatabaseStore(config)];
  onTestFinished(async () => void (await Promise.all([store.close(), database?.close()])));
  await Promise.all([store.migrate(), database?.migrate()]);
  await addServer(store, { id: 'one', load: 1 });
  const now = Date.now();
  const poll = { at: now - 1000, online: 1, load: 1, meetings: 1, users: 1, videos: 0, responseMs: 9 };
  const samples = [POOL, 'one'].map((serverId) => ({ serverId, ...poll }));
  await database?.history.record({ samples, changes: [] }, { now });
  const usage = { resident: 1, heap: 1 };
  const counted = { total: async () => ({ counts: eachOnce(), usage, processes: 1, startedAt: 1000 }) };
  const build = { version: '1', build: undefined };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const spooled = openImportQueue(config);
  const metrics = createMetrics({ store, database, spooled, config, log, counted, build, now: Date.now });
  const { port } = await startHttp((message, response) => void metrics(message, response));
  return await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

function eachOnce(): Counts {
  return Object.fromEntries(
    familyNames.map((name) => {
      const { labels, buckets }: Family = families[name];
      const key = labels.map((label) => (label === 'server' ? 'one' : 'x')).join('\u0000');
      return [name, { [key]: buckets ? Array(buckets.length + 2).fill(1) : [1] }];
    }),
  );
}

function toldIn(text: string): Told {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const names = new Set(samples.map((line) => /^[a-z_]+/.exec(line)?.[0] ?? ''));
  const labels = new Set(
    samples.flatMap((line) => [...line.matchAll(/[{,]([a-z_]+)="/g)].map(([, label]) => label ?? '')),
  );
  return { names, labels };
}

/** Every expression of the rules and the dashboard, as Prometheus sees them. */
function expressions(): string[] {
  const rules: { groups: { rules: { expr: string }[] }[] } = parse(
    read('deploy/prometheus/scalelite.rules.yml'),
  );
  const alerts = rules.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  const dashboard = [...read('deploy/grafana/scalelite.json').matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)];
  const panels = dashboard.map(([, text = '']) => String(JSON.parse(text)));
  expect(alerts.length).toBeGreaterThan(15);
  expect(panels.length).toBeGreaterThan(35);
  return [...alerts, ...panels].map((expr) =>
    expr.replaceAll('$__rate_interval', '5m').replace(/\$[a-z]+/g, 'x'),
  );
}

const METRIC = /\b(?:scalelite|process)_[a-z_]+/g;
/** What Prometheus adds to whatever it is told. */
const ITS_OWN = new Set(['instance', 'job', 'le']);

describe('what is watched', () => {
  it('is told by /metrics: every name and label in rules and dashboard', async () => {
    const told = toldIn(await everything());
    const all = expressions();
    const names = all.flatMap((expr) => expr.match(METRIC) ?? []);
    expect(names.filter((name) => !told.names.has(name))).toEqual([]);
    const labels = all.flatMap((expr) => [
      ...[...expr.matchAll(/([a-z_]+)(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label),
      ...[...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/, */)),
    ]);
    expect(labels.filter((label) => !told.labels.has(label) && !ITS_OWN.has(label))).toEqual([]);
    const variables = [
      ...read('deploy/grafana/scalelite.json').matchAll(/label_values\(([a-z_]+), ([a-z_]+)\)/g),
    ];
    expect(variables.length).toBeGreaterThan(3);
    expect(variables.filter(([, name = '']) => !told.names.has(name))).toEqual([]);
  });

  it('is told in docs/monitoring.md: every metric, and none that there is not', async () => {
    const text = await everything();
    const metrics = new Set([...text.matchAll(/^# TYPE ([a-z_]+) /gm)].map(([, name = '']) => name));
    const named = new Set(read('docs/monitoring.md').match(METRIC) ?? []);
    expect([...metrics].filter((name) => !named.has(name))).toEqual([]);
    const base = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
    expect([...named].filter((name) => !metrics.has(name) && !metrics.has(base(name)))).toEqual([]);
  });

  it('is told in docs/monitoring.md: every alert', () => {
    const alerts = [...read('deploy/prometheus/scalelite.rules.yml').matchAll(/- alert: (\w+)/g)];
    const docs = read('docs/monitoring.md');
    expect(alerts.map(([, name = '']) => name).filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });

  needsPromtool('can be read by Prometheus', async () => {
    const { path, remove } = await tempDir();
    onTestFinished(remove);
    const rules = expressions().map((expr, index) => ({ record: `expression_${index}`, expr }));
    await writeFile(join(path, 'all.yml'), JSON.stringify({ groups: [{ name: 'all', rules }] }));
    await run(PROMTOOL ?? '', ['check', 'rules', join(path, 'all.yml')]);
    const checking = run(PROMTOOL ?? '', ['check', 'metrics']);
    checking.child.stdin?.end(await everything());
    await checking;
  });
});

needsPromtool('alerts are raised when they are meant to be, and else not', { timeout: 60_000 }, async () => {
  const { stdout } = await run(
    PROMTOOL ?? '',
    ['test', 'rules', 'deploy/prometheus/scalelite.rules.test.yml'],
    {
      cwd: root,
    },
  );
  expect(stdout).toContain('SUCCESS');
  const tried = new Set(read('deploy/prometheus/scalelite.rules.test.yml').match(/(?<=alertname: )\w+/g));
  const alerts = read('deploy/prometheus/scalelite.rules.yml').match(/(?<=alert: )\w+/g);
  expect(alerts?.filter((name) => !tried.has(name))).toEqual([]);
});

it.skipIf(PROMETHEUS === undefined)(
  'Prometheus scrapes it as deploy/ has it set up, and minds the rules',
  { timeout: 90_000 },
  async () => {
    const { path, remove } = await tempDir();
    onTestFinished(remove);
    const text = await everything();
    const { port } = await startHttp((_, response) =>
      response.setHeader('content-type', 'text/plain').end(text),
    );
    const config = read('deploy/prometheus/prometheus.yml')
      .replace(/targets: .*/, `targets: ['127.0.0.1:${port}']`)
      .replace(
        'scrape_interval: 15s',
        'scrape_interval: 500ms\n  scrape_timeout: 500ms\n  evaluation_interval: 500ms',
      );
    await writeFile(join(path, 'prometheus.yml'), config);
    await writeFile(join(path, 'scalelite.rules.yml'), read('deploy/prometheus/scalelite.rules.yml'));
    const listen = `127.0.0.1:${await freePort()}`;
    const args = [`--config.file=${path}/prometheus.yml`, `--storage.tsdb.path=${path}/data`];
    const prometheus = await startChild(PROMETHEUS ?? '', [...args, `--web.listen-address=${listen}`], {
      cwd: path,
    });
    onTestFinished(async () => void (await prometheus.stop()));
    const ask = async (what: string): Promise<unknown> =>
      (await fetch(`http://${listen}/api/v1/${what}`)).json();
    const SOON = { timeout: 60_000, interval: 200 };
    await expect
      .poll(() => ask(`query?query=${encodeURIComponent('scalelite_server_load{server="one"}')}`), SOON)
      .toMatchObject({
        data: { result: [{ metric: { job: 'scalelite' }, value: [expect.anything(), '1'] }] },
      });
    await expect
      .poll(() => ask('rules'), SOON)
      .toMatchObject({
        data: { groups: expect.arrayContaining([expect.objectContaining({ name: 'scalelite-pool' })]) },
      });
  },
);
