import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/summary-reporter.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'web/src/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    reporters: ['default', new SummaryReporter()],
    // Child processes, so that signals, exit codes and the working directory are a test's own to use.
    pool: 'forks',
    // One process runs many files (5 times faster here); tests keep nothing in module state anyway.
    isolate: false,
    // Much of a story is waiting for processes: two at once halve the run even on two cores.
    maxWorkers: 2,
    // The order changes from run to run (the seed is printed), so that no test leans on another.
    sequence: { shuffle: { files: true, tests: true } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // What is awaited comes at once; a busy machine may take its time.
    expect: { poll: { timeout: 15_000 } },
    teardownTimeout: 20_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
