import type { Usage } from '../../telemetry/process.ts';
import type { Metric } from './text.ts';

/** Which program it is. */
export interface Build {
  readonly version: string;
  /** BUILD_NUMBER, if it is set. */
  readonly build: string | undefined;
}

export interface Processes {
  readonly usage: Usage;
  readonly processes: number;
  readonly build: Build;
  /** When the first of them began, in milliseconds since 1970; undefined: it does not answer. */
  readonly startedAt?: number | undefined;
}

export function processMetrics({ usage, processes, build, startedAt }: Processes): Metric[] {
  const gauge = (name: string, help: string, value: number): Metric => ({
    ...{ name, type: 'gauge', help },
    samples: [{ value }],
  });
  const { version, build: number = '' } = build;
  return [
    {
      name: 'scalelite_build_info',
      type: 'gauge',
      help: 'Which program it is; always 1',
      samples: [{ labels: { version, build: number, node: process.versions.node }, value: 1 }],
    },
    gauge('scalelite_processes', 'Processes that share the port', processes),
    gauge('process_resident_memory_bytes', 'Their memory', usage.resident),
    gauge('scalelite_heap_used_bytes', 'Of that what JavaScript uses', usage.heap),
    {
      name: 'process_start_time_seconds',
      type: 'gauge',
      help: 'When the first of them began',
      samples: startedAt === undefined ? [] : [{ value: startedAt / 1000 }],
    },
  ];
}
