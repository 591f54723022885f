import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeArchive } from '../../src/simulator/archives/archive.ts';
import type { RecordingOptions } from '../../src/simulator/archives/recording.ts';
import { freePort } from '../../test/helpers/ports.ts';
import { launch } from '../balancer.ts';
import type { Bench } from '../bench.ts';
import { cpuMs, memory } from '../cpu.ts';
import { waitForQuiet } from '../quiet.ts';
import { atLeast, atMost, type Result } from '../result.ts';
import type { StoreKind } from '../stores.ts';
import type { Suite } from './suite.ts';

const MB = 1_000_000;
const MOST_MS = 600_000;
const LOOK_MS = 20;

/** One importer on a spool that is full when it starts. */
export const recordingsImport: Suite = {
  cases: ['recordings-import'],
  async *run(bench) {
    const { quick, stores } = bench.options;
    for (const kind of stores.filter((one) => one !== 'redis')) {
      const count = quick ? 10 : 1000;
      const many = await measured(bench, kind, count, { bytes: MB });
      const seconds = many.ms / 1000;
      yield {
        ...many.result,
        variant: `${count} of 1 MB`,
        values: {
          'imports/s': many.count / seconds,
          'CPU ms each': many.cpu / many.count,
          'peak MB': many.peakMb,
        },
        targets: [atLeast('imports', 20, many.count / seconds, ' a second')],
      };
      const bytes = quick ? 20 * MB : 2000 * MB;
      const large = await measured(bench, kind, 1, { bytes });
      yield {
        ...large.result,
        variant: `one of ${bytes / MB} MB`,
        values: { 'MB/s': bytes / MB / (large.ms / 1000), 'peak MB': large.peakMb },
        targets: [atMost('memory', 150, large.peakMb, ' MB')],
      };
    }
  },
};

interface Measured {
  readonly count: number;
  /** From the first tar gone to the last; of a single one from the importer's start. */
  readonly ms: number;
  readonly cpu: number;
  readonly peakMb: number;
  readonly result: Pick<Result, 'case' | 'store' | 'disturbed'>;
}

async function measured(
  bench: Bench,
  kind: StoreKind,
  count: number,
  options: RecordingOptions,
): Promise<Measured> {
  const store = await bench.stores.fresh(kind);
  const top = join(bench.directory, `recordings-${kind}-${count}`);
  const spool = join(top, 'spool');
  await mkdir(spool, { recursive: true });
  bench.say(`making ${count} archives`);
  for (let seed = 0; seed < count; seed++) await writeArchive(spool, { ...options, seed });
  // What was written just now counts as unfinished.
  await delay(1100);
  const quiet = bench.options.waits ? await waitForQuiet() : true;
  const env = {
    RECORDING_SPOOL_DIR: spool,
    RECORDING_WORK_DIR: join(top, 'work'),
    RECORDING_PUBLISH_DIR: join(top, 'published'),
    RECORDING_UNPUBLISH_DIR: join(top, 'unpublished'),
    LOG_LEVEL: 'warn',
  };
  const command = ['bin/start-recording-importer'] as const;
  const startedAt = performance.now();
  const importer = await launch({ store, directory: bench.directory, command, env }, await freePort());
  try {
    // With one there is no first one to wait for: its start counts.
    const began = count === 1 ? startedAt : await firstGone(spool, count);
    const cpuBefore = cpuMs(importer.pid);
    await untilFewer(spool, 1);
    const imported = Math.max(1, count - 1);
    return {
      count: imported,
      ms: performance.now() - began,
      cpu: cpuMs(importer.pid) - cpuBefore,
      peakMb: memory(importer.pid).peakMb,
      result: { case: 'recordings-import', store: kind, disturbed: !quiet },
    };
  } finally {
    await importer.stop();
    await rm(top, { recursive: true, force: true });
  }
}

async function firstGone(spool: string, count: number): Promise<number> {
  await untilFewer(spool, count);
  return performance.now();
}

/** Waits until fewer than so many tars are left. */
async function untilFewer(spool: string, count: number): Promise<void> {
  for (const began = performance.now(); (await readdir(spool)).length >= count; ) {
    if (performance.now() - began > MOST_MS) throw new Error(`the spool still holds ${count} tars`);
    await delay(LOOK_MS);
  }
}
