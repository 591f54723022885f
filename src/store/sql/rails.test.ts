import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../test/helpers/index.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import type { Recording } from '../../recordings/recording.ts';
import { imported } from '../contract/recordings.contract.ts';
import { openPostgresDatabaseStore } from './database-store.ts';

const VERSIONS = [
  '20181123180008',
  '20210425184558',
  '20210630205630',
  '20210725200414',
  '20221111194252',
  '20230627141045',
];

/** A database as a Ruby Scalelite has it, made by hand, with two recordings of its own. */
const RAILS = `
CREATE TABLE ar_internal_metadata (key varchar NOT NULL PRIMARY KEY, value varchar,
  created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
INSERT INTO ar_internal_metadata VALUES ('environment', 'staging', '2020-01-01', '2020-01-01');
CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);
INSERT INTO schema_migrations VALUES ${VERSIONS.map((version) => `('${version}')`).join(', ')};
CREATE TABLE recordings (id bigserial PRIMARY KEY, record_id varchar, meeting_id varchar, name varchar,
  published boolean DEFAULT false NOT NULL, participants integer, state varchar, starttime timestamp,
  endtime timestamp, deleted_at timestamp, publish_updated boolean DEFAULT false NOT NULL,
  protected boolean DEFAULT false NOT NULL);
CREATE INDEX index_recordings_on_meeting_id ON recordings (meeting_id);
CREATE UNIQUE INDEX index_recordings_on_record_id ON recordings (record_id);
CREATE TABLE metadata (id bigserial PRIMARY KEY, recording_id bigint, key varchar, value varchar);
CREATE UNIQUE INDEX index_metadata_on_recording_id_and_key ON metadata (recording_id, key);
CREATE TABLE playback_formats (id bigserial PRIMARY KEY, recording_id bigint, format varchar, url varchar,
  length integer, processing_time integer);
CREATE UNIQUE INDEX index_playback_formats_on_recording_id_and_format ON playback_formats (recording_id, format);
CREATE TABLE thumbnails (id bigserial PRIMARY KEY, playback_format_id bigint, width integer, height integer,
  alt varchar, url varchar, sequence integer);
CREATE INDEX index_thumbnails_on_playback_format_id ON thumbnails (playback_format_id);
CREATE TABLE callback_data (id bigserial PRIMARY KEY, meeting_id varchar, recording_id integer,
  callback_attributes text, created_at timestamp NOT NULL, updated_at timestamp NOT NULL);

INSERT INTO recordings (record_id, meeting_id, name, published, participants, state, starttime, endtime)
  VALUES ('rec-1', 'room', 'Ruby', true, 4, 'published', '2023-06-01 10:00:00.123456', '2023-06-01 11:00:00'),
    ('rec-2', NULL, NULL, false, NULL, NULL, NULL, NULL);
INSERT INTO metadata (recording_id, key, value) VALUES (1, 'isBreakout', 'false'), (1, 'long', repeat('x', 50000));
INSERT INTO playback_formats (recording_id, format, url, length, processing_time)
  VALUES (1, 'presentation', '/playback/presentation/2.3/rec-1', 60, NULL);
INSERT INTO thumbnails (playback_format_id, width, height, alt, url, sequence)
  VALUES (1, 176, 136, NULL, '/presentation/rec-1/thumb-2.png', 1), (1, 176, 136, '', '/presentation/rec-1/thumb-1.png', 0);
INSERT INTO callback_data (meeting_id, recording_id, callback_attributes, created_at, updated_at) VALUES
  ('room', 1, E'---\\n:analytics_callback_url: https://a.example.com/x\\n:recording_ready_url: https://b.example.com/y?a=1&b=2\\n', now(), now()),
  ('odd', NULL, E'--- !ruby/hash:ActiveSupport::HashWithIndifferentAccess\\nrecording_ready_url: ''https://c.example.com/#x''\\n', now(), now()),
  ('broken', NULL, E'--- [', now(), now());
`;

describe('a database of the Ruby Scalelite', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let store: DatabaseStore;
  let client: Client;
  beforeEach(async () => {
    database = await freshDatabase();
    store = openPostgresDatabaseStore({ url: database.url });
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterEach(async () => {
    await store.close();
    await client.end();
    await database.drop();
  });

  const ask = async (sql: string, from = client) =>
    (await from.query({ text: sql, rowMode: 'array' })).rows.flat();
  const columns = (from = client) =>
    ask(
      `SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
         FROM information_schema.columns
         WHERE table_name IN ('recordings', 'metadata', 'playback_formats', 'thumbnails', 'callback_data',
           'schema_migrations', 'ar_internal_metadata') ORDER BY 1`,
      from,
    );
  const railsIndexes = (from = client) =>
    ask(
      `SELECT regexp_replace(indexdef, 'public\\.', '') FROM pg_indexes WHERE indexname ~ '^index_' ORDER BY 1`,
      from,
    );

  async function all(): Promise<Recording[]> {
    const found: Recording[] = [];
    for await (const chunk of store.recordings.list({ states: 'any' })) found.push(...chunk);
    return found;
  }

  it('is accepted as found, its rows are read and its notes left alone', async () => {
    await client.query(RAILS);
    const [before, indexes] = [await columns(), await railsIndexes()];
    await store.migrate();
    await store.check();
    expect(await columns()).toEqual(before);
    expect(await railsIndexes()).toEqual(indexes);
    expect(await ask('SELECT value FROM ar_internal_metadata')).toEqual(['staging']);
    expect(await ask('SELECT version FROM schema_migrations ORDER BY 1')).toEqual(VERSIONS);
    expect(await all()).toMatchObject([
      {
        recordId: 'rec-1',
        startTime: Date.UTC(2023, 5, 1, 10, 0, 0, 123),
        endTime: Date.UTC(2023, 5, 1, 11),
        metadata: [{ key: 'isBreakout', value: 'false' }, { key: 'long' }],
        formats: [
          {
            format: 'presentation',
            processingTime: undefined,
            thumbnails: [
              { sequence: 0, alt: '', url: '/presentation/rec-1/thumb-1.png' },
              { sequence: 1, alt: undefined },
            ],
          },
        ],
      },
      { recordId: 'rec-2', meetingId: '', state: undefined, startTime: undefined },
    ]);
    expect((await store.callbackData.find('room'))?.urls).toEqual({
      analytics_callback_url: 'https://a.example.com/x',
      recording_ready_url: 'https://b.example.com/y?a=1&b=2',
    });
    expect((await store.callbackData.find('odd'))?.urls).toEqual({
      recording_ready_url: 'https://c.example.com/#x',
    });
    expect((await store.callbackData.find('broken'))?.urls).toEqual({});
  });

  it('is told what it understands: times in UTC without zone, symbols as keys', async () => {
    await client.query(RAILS);
    await client.query(
      `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET timezone = 'Asia/Tokyo'`,
    );
    await store.migrate();
    await store.recordings.put(imported('rec-3', { startTime: Date.UTC(2024, 0, 2, 3, 4, 5, 678) }));
    expect(await ask("SELECT starttime::text FROM recordings WHERE record_id = 'rec-3'")).toEqual([
      '2024-01-02 03:04:05.678',
    ]);
    expect((await all())[0]).toMatchObject({
      recordId: 'rec-3',
      startTime: Date.UTC(2024, 0, 2, 3, 4, 5, 678),
    });
    await store.callbackData.keep('new', { recording_ready_url: 'https://b.example.com/y?a=1' });
    expect(await ask("SELECT callback_attributes FROM callback_data WHERE meeting_id = 'new'")).toEqual([
      '---\n:recording_ready_url: https://b.example.com/y?a=1\n',
    ]);
    const late =
      "SELECT count(*) FROM callback_data WHERE abs(date_part('epoch', (now() AT TIME ZONE 'UTC') - created_at)) < 60";
    expect(await ask(`${late} AND meeting_id = 'new'`)).toEqual(['1']);
  });

  it('that is fresh looks as if Rails had made it', async () => {
    await store.migrate();
    await store.migrate();
    const [made, indexes] = [await columns(), await railsIndexes()];
    expect(await ask('SELECT version FROM schema_migrations ORDER BY 1')).toEqual(VERSIONS);
    expect(await ask('SELECT key, value FROM ar_internal_metadata')).toEqual(['environment', 'production']);
    const other = await freshDatabase();
    const theirs = new Client({ connectionString: other.url });
    await theirs.connect();
    await theirs.query(RAILS);
    try {
      expect(await columns(theirs)).toEqual(made);
      expect(await railsIndexes(theirs)).toEqual(indexes);
    } finally {
      await theirs.end();
      await other.drop();
    }
  });

  it('of an older version gets what is missing, and the notes with it', async () => {
    await client.query(RAILS);
    await client.query(`
      ALTER TABLE recordings DROP COLUMN publish_updated, DROP COLUMN protected;
      DROP TABLE callback_data;
      DELETE FROM schema_migrations WHERE version > '2021'`);
    await store.migrate();
    expect(await ask('SELECT version FROM schema_migrations ORDER BY 1')).toEqual(VERSIONS);
    expect(await ask('SELECT value FROM ar_internal_metadata')).toEqual(['staging']);
    expect(await all()).toMatchObject([{ recordId: 'rec-1', protected: false }, { recordId: 'rec-2' }]);
    await store.callbackData.keep('room', { ready: 'https://x' });
  });
});
