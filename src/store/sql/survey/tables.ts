import { clusterSchema } from '../migrations/index.ts';
import type { Schema } from '../migrations.ts';

/** The tables of the Ruby Scalelite, as its last migration left them, with their columns. */
export const RAILS_TABLES: Readonly<Record<string, readonly string[]>> = {
  recordings: [
    ...[
      'id',
      'record_id',
      'meeting_id',
      'name',
      'published',
      'participants',
      'state',
      'starttime',
      'endtime',
    ],
    ...['deleted_at', 'protected', 'publish_updated'],
  ],
  metadata: ['id', 'recording_id', 'key', 'value'],
  playback_formats: ['id', 'recording_id', 'format', 'url', 'length', 'processing_time'],
  thumbnails: ['id', 'playback_format_id', 'width', 'height', 'alt', 'url', 'sequence'],
  callback_data: ['id', 'meeting_id', 'recording_id', 'callback_attributes', 'created_at', 'updated_at'],
};

/** What Rails keeps for itself. */
export const RAILS_OWN = ['schema_migrations', 'ar_internal_metadata'];

/** The migrations of the Ruby Scalelite that this program knows. */
export const RAILS_VERSIONS = [
  ...['20181123180008', '20210425184558', '20210630205630', '20210725200414', '20221111194252'],
  '20230627141045',
];

/** The tables that our own migrations make, but for those shared with the Ruby system. */
export function ownTables(schemas: readonly Schema[]): ReadonlySet<string> {
  const scripts = [clusterSchema, ...schemas].flatMap(({ steps }) => steps.map((step) => step.postgres));
  const made = scripts.flatMap((script) => [
    ...script.matchAll(/\bCREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?"?(\w+)/gi),
  ]);
  const names = made.map(([, name]) => name ?? '').filter((name) => !(name in RAILS_TABLES));
  return new Set(['scalelite_migrations', ...names]);
}
