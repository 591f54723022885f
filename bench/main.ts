/** `npm run bench [-- CASE… --store KIND --json --quick --seconds N]`: measures, prints, and writes docs/performance.md after a full run. */
import { parseArgs } from 'node:util';
import { type Bench, type Options, openBench } from './bench.ts';
import { suites } from './cases/index.ts';
import { machine } from './machine.ts';
import { writePage } from './page.ts';
import { reportHead, reportLine } from './report.ts';
import type { Result } from './result.ts';
import { type StoreKind, storeKinds } from './stores.ts';

const USAGE = `Usage: npm run bench [-- CASE… [--store redis|postgres|embedded] [--seconds N] [--rush] [--quick] [--json]]

Cases: ${suites.flatMap(({ cases }) => cases).join(', ')}
--rush does not wait for a quiet machine; --quick only shows that it works.
A run of all cases on all stores also writes docs/performance.md.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    store: { type: 'string', multiple: true },
    seconds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rush: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const all = suites.flatMap(({ cases }) => cases);
const unknown = positionals.filter((name) => !all.includes(name));
const stores = storeKinds.filter((kind) => values.store?.includes(kind) ?? true);
if (values.help || unknown.length > 0 || stores.length === 0) {
  process.stderr.write(unknown.length > 0 ? `No such case: ${unknown.join(', ')}\n${USAGE}` : USAGE);
  process.exit(values.help ? 0 : 2);
}

const bench = await openBench(optionsOf(stores), (line) => void process.stderr.write(`${line}\n`));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void interrupted(bench));
try {
  const results = await run(bench, (name) => positionals.length === 0 || positionals.includes(name));
  if (values.json) process.stdout.write(`${JSON.stringify({ machine: machine(), results }, null, 2)}\n`);
  const full = positionals.length === 0 && stores.length === storeKinds.length && !values.quick;
  if (full) await writePage(machine(), results);
} finally {
  await bench.cleanUp.disposeAsync();
}

function optionsOf(chosen: readonly StoreKind[]): Options {
  const quick = values.quick;
  const seconds = Number(values.seconds ?? (quick ? 0.2 : 1));
  return {
    seconds,
    // Until V8 has compiled what is hot: that is done once, not for each request.
    warmUpSeconds: quick ? 0.1 : 3,
    rounds: quick ? 1 : 5,
    waits: !quick && !values.rush,
    stores: chosen,
    quick,
  };
}

async function run(open: Bench, wanted: (name: string) => boolean): Promise<Result[]> {
  const results: Result[] = [];
  if (!values.json) process.stdout.write(`${reportHead()}\n`);
  for (const suite of suites) {
    if (!suite.cases.some(wanted)) continue;
    for await (const result of suite.run(open, wanted)) {
      results.push(result);
      if (!values.json) process.stdout.write(`${reportLine(result)}\n`);
    }
  }
  return results;
}

async function interrupted(open: Bench): Promise<void> {
  await open.cleanUp.disposeAsync();
  process.exit(130);
}
