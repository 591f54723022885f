import { boot } from './boot.ts';
import { calls } from './calls.ts';
import { getMeetings } from './get-meetings.ts';
import { growth } from './growth.ts';
import { memoryCase } from './memory.ts';
import { poll } from './poll.ts';
import { recordings } from './recordings.ts';
import { recordingsImport } from './recordings-import.ts';
import { slides } from './slides.ts';
import type { Suite } from './suite.ts';

/** All cases, in the order of the report. A new one is a file here and a line. */
export const suites: readonly Suite[] = [
  calls,
  getMeetings,
  poll,
  slides,
  recordings,
  recordingsImport,
  boot,
  memoryCase,
  growth,
];
