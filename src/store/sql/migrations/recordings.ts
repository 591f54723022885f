import type { Schema } from '../migrations.ts';
import { recordings } from './0001-recordings.ts';

/** Recordings and callback data: to change a table, add a file with a step and a line here. */
export const recordingsSchema: Schema = { area: 'recordings', steps: [recordings] };
