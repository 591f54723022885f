import { type Family, families } from '../../telemetry/families.ts';
import { type Counts, familiesIn, labelsOf } from '../../telemetry/tally.ts';
import type { Metric, MetricSample } from './text.ts';

/** What processes have counted. `servers`: only of these, where it is counted by server; undefined: of all. */
export function countedMetrics(counts: Counts, servers?: ReadonlySet<string>): Metric[] {
  return familiesIn(counts).map(([name, cells]) => {
    const family: Family = families[name];
    const all = Object.entries(cells).map(([key, figures]) => ({ labels: labels(family, key), figures }));
    const told = all.filter(
      ({ labels: { server } }) => server === undefined || (servers?.has(server) ?? true),
    );
    return {
      name: family.name,
      type: family.buckets ? 'histogram' : 'counter',
      help: family.help,
      samples: told.flatMap((one) => samplesOf(family, one)),
    };
  });
}

interface Cell {
  readonly labels: Readonly<Record<string, string>>;
  readonly figures: readonly number[];
}

function labels(family: Family, key: string): Record<string, string> {
  const values = labelsOf(key);
  return Object.fromEntries(family.labels.map((label, index) => [label, values[index] ?? '']));
}

function samplesOf({ buckets }: Family, { labels, figures }: Cell): MetricSample[] {
  const [first = 0, ...inBuckets] = figures;
  if (buckets === undefined) return [{ labels, value: first }];
  let below = 0;
  const bounds = [...buckets.map(String), '+Inf'];
  const cumulated = bounds.map((le, index): MetricSample => {
    below += inBuckets[index] ?? 0;
    return { suffix: '_bucket', labels: { ...labels, le }, value: below };
  });
  return [...cumulated, { suffix: '_sum', labels, value: first }, { suffix: '_count', labels, value: below }];
}
