import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../test/helpers/ports.ts';
import { launch } from '../balancer.ts';
import type { Bench } from '../bench.ts';
import { cpuMs } from '../cpu.ts';
import { median } from '../measure.ts';
import { waitForQuiet } from '../quiet.ts';
import { atMost, type Result } from '../result.ts';
import type { Store, StoreKind } from '../stores.ts';
import type { Suite } from './suite.ts';

const MOST_MS = 20_000;

/** From `bin/start` to the first answer of the API, on a data directory that has been used before. */
export const boot: Suite = {
  cases: ['boot'],
  async *run(bench) {
    for (const kind of bench.options.stores) yield await measureBoot(bench, kind);
  },
};

async function measureBoot(bench: Bench, kind: StoreKind): Promise<Result> {
  const store = await bench.stores.fresh(kind);
  await bootOnce(bench, store);
  const boots: { ms: number; cpu: number }[] = [];
  let quiet = true;
  for (let round = 0; round < Math.max(1, 2 * bench.options.rounds - 1); round++) {
    if (bench.options.waits) quiet = (await waitForQuiet()) && quiet;
    boots.push(await bootOnce(bench, store));
  }
  const ms = median(boots.map((one) => one.ms));
  const cpu = median(boots.map((one) => one.cpu));
  return {
    ...{ case: 'boot', variant: '', store: kind, values: { 'first answer ms': ms, 'CPU ms': cpu } },
    ...{ targets: [atMost('first answer', 1000, ms, ' ms')], disturbed: !quiet },
  };
}

async function bootOnce(bench: Bench, store: Store): Promise<{ ms: number; cpu: number }> {
  const port = await freePort();
  const began = performance.now();
  // As operators run it: the cache of compiled code lies below DATA_DIR.
  const env = { NODE_COMPILE_CACHE: '' };
  const options = { store, directory: bench.directory, command: ['bin/start'] as const, env };
  const process = await launch(options, port);
  try {
    while (!(await answers(port))) {
      if (performance.now() - began > MOST_MS) throw new Error(`no answer: ${process.output.text()}`);
      await delay(5);
    }
    return { ms: performance.now() - began, cpu: cpuMs(process.pid) };
  } finally {
    await process.stop();
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/bigbluebutton/api`);
    return (await answer.text()).includes('SUCCESS');
  } catch {
    return false;
  }
}
