import { Client } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../../test/helpers/index.ts';
import { openClusterStore } from '../../index.ts';
import { configOf } from '../fixture.ts';
import type { Schema } from '../migrations.ts';
import { surveyPostgres } from './postgres.ts';
import { RAILS_VERSIONS } from './tables.ts';

const own: readonly Schema[] = [
  { area: 'test', steps: [{ name: 'one', sqlite: '', postgres: 'CREATE TABLE our_own (a text)' }] },
];

/** The tables of the Ruby system, as its `db:schema:load` leaves them. */
const RAILS = `
CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
INSERT INTO schema_migrations VALUES ${RAILS_VERSIONS.map((version) => `('${version}')`).join()};
CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar);
CREATE TABLE recordings (id bigserial PRIMARY KEY, record_id varchar, meeting_id varchar, name varchar,
  published boolean NOT NULL DEFAULT false, participants integer, state varchar, starttime timestamp,
  endtime timestamp, deleted_at timestamp, protected boolean NOT NULL DEFAULT false,
  publish_updated boolean NOT NULL DEFAULT false);
CREATE TABLE metadata (id bigserial PRIMARY KEY, recording_id bigint, key varchar, value varchar);
CREATE TABLE playback_formats (id bigserial PRIMARY KEY, recording_id bigint, format varchar, url varchar,
  length integer, processing_time integer);
CREATE TABLE thumbnails (id bigserial PRIMARY KEY, playback_format_id bigint, width integer, height integer,
  alt varchar, url varchar, sequence integer);
CREATE TABLE callback_data (id bigserial PRIMARY KEY, meeting_id varchar, recording_id integer,
  callback_attributes text, created_at timestamp NOT NULL, updated_at timestamp NOT NULL);`;

/** A database where this SQL was run, surveyed. */
async function survey(sql: string, prepare = async (_url: string): Promise<void> => {}) {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  await prepare(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
  const { found, remarks } = await surveyPostgres({ url, schemas: own });
  return {
    found: Object.fromEntries(found.map(({ what, count }) => [what, count])),
    remarks: Object.fromEntries(
      remarks.map(({ kind, text, count, examples }) => [text, [kind, count, ...examples]]),
    ),
  };
}

const yaml = '---\n:analytics_callback_url: https://a/b\n:recording_ready_url: "https://c\n  /d"\n';

describe('surveying a PostgreSQL', () => {
  it('counts what an installation of the Ruby system holds', async () => {
    const { found, remarks } = await survey(`${RAILS}
      INSERT INTO recordings (record_id, published, state, protected) VALUES
        ('r1', true, 'published', true), ('r2', false, 'unpublished', false), ('r3', false, 'deleted', false);
      INSERT INTO metadata (recording_id, key, value) VALUES (1, 'a', 'b'), (2, 'a', 'b');
      INSERT INTO playback_formats (recording_id, format) VALUES (1, 'video');
      INSERT INTO thumbnails (playback_format_id) VALUES (1);
      INSERT INTO callback_data (meeting_id, recording_id, callback_attributes, created_at, updated_at) VALUES
        ('m1', 1, '${yaml}', now(), now()), ('m2', NULL, '--- {}', now(), now());`);
    expect(remarks).toEqual({});
    expect(found).toEqual({
      recordings: 3,
      'recordings, published': 1,
      'recordings, unpublished': 1,
      'recordings, deleted': 1,
      'recordings, protected': 1,
      metadata: 2,
      'playback formats': 1,
      thumbnails: 1,
      'callback data': 2,
    });
  });

  it('knows the tables of this program', async () => {
    const { found, remarks } = await survey('CREATE TABLE our_own (a text)', async (url) => {
      const store = await openClusterStore(configOf({ databaseUrl: url }));
      await store.migrate();
      await store.close();
    });
    expect(found["tables of this program's own"]).toBeGreaterThan(5);
    expect(Object.keys(remarks)).toEqual(['tables that are not there: `scalelite migrate` makes them']);
  });

  it('tells what those that are gone left behind', async () => {
    const { remarks } = await survey(`${RAILS}
      INSERT INTO metadata (recording_id, key, value) VALUES (7, 'a', 'b'), (8, 'a', 'b');
      INSERT INTO playback_formats (recording_id, format) VALUES (7, 'video');
      INSERT INTO thumbnails (playback_format_id) VALUES (9);
      INSERT INTO callback_data (meeting_id, recording_id, created_at, updated_at) VALUES ('m', 7, now(), now());`);
    expect(remarks).toEqual({
      'rows of metadata whose recordings are gone': ['leftover', 2],
      'rows of playback_formats whose recordings are gone': ['leftover', 1],
      'rows of thumbnails whose playback formats are gone': ['leftover', 1],
      'rows of callback_data whose recordings are gone': ['leftover', 1],
    });
  });

  it('names what it does not understand', async () => {
    const { found, remarks } = await survey(`${RAILS}
      INSERT INTO schema_migrations VALUES ('20991231000000');
      DELETE FROM schema_migrations WHERE version = '20230627141045';
      ALTER TABLE metadata DROP COLUMN value;
      ALTER TABLE thumbnails ADD COLUMN colour text;
      CREATE TABLE users (id integer);
      INSERT INTO recordings (record_id, state) VALUES ('r1', 'melting'), (NULL, NULL);
      INSERT INTO callback_data (meeting_id, callback_attributes, created_at, updated_at) VALUES
        ('m1', '- hush', now(), now()), ('m2', E'---\n:other_url: hush\n', now(), now());`);
    expect(found['metadata']).toBeUndefined();
    expect(JSON.stringify(remarks)).not.toContain('hush');
    expect(remarks).toEqual({
      'migrations of Rails that are not known': ['strange', 1, '20991231000000'],
      'migrations of Rails that were not run': ['legacy', 1, '20230627141045'],
      'columns that are missing: bring the Ruby system up to its last version first': [
        'strange',
        1,
        'metadata.value',
      ],
      'columns that are not known': ['strange', 1, 'thumbnails.colour'],
      'tables that are not known': ['strange', 1, 'users'],
      'states of recordings that are not known': ['strange', 1, 'melting'],
      'recordings without a recordID: they are not listed': ['strange', 1],
      'callback data that can not be read': ['strange', 1, 'm1'],
      'the key other_url of callback data': ['strange', 1, 'm2'],
    });
  });
});
