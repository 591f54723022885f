import type { Migration } from '../migrations.ts';

/** What the Ruby Scalelite has carried out once its tables look as below. */
const RAILS_VERSIONS = [
  '20181123180008',
  '20210425184558',
  '20210630205630',
  '20210725200414',
  '20221111194252',
  '20230627141045',
];

/**
 * On PostgreSQL the tables are Rails': made here as it makes them, with its notes of what it has carried out,
 * so that the Ruby system starts on them; a database that it has made is left as found. One that an older
 * Ruby version has made gets what is missing, and the notes with it.
 */
const RAILS_TABLES = `
DO $$
BEGIN
  IF to_regclass('callback_data') IS NOT NULL AND 3 = (
    SELECT count(*) FROM pg_attribute
    WHERE attrelid = to_regclass('recordings') AND NOT attisdropped
      AND attname IN ('deleted_at', 'protected', 'publish_updated'))
  THEN
    RETURN;
  END IF;
  CREATE TABLE IF NOT EXISTS recordings (
    id bigserial PRIMARY KEY,
    record_id character varying,
    meeting_id character varying,
    name character varying,
    published boolean NOT NULL DEFAULT false,
    participants integer,
    state character varying,
    starttime timestamp without time zone,
    endtime timestamp without time zone,
    deleted_at timestamp without time zone,
    protected boolean NOT NULL DEFAULT false,
    publish_updated boolean NOT NULL DEFAULT false
  );
  ALTER TABLE recordings
    ADD COLUMN IF NOT EXISTS deleted_at timestamp without time zone,
    ADD COLUMN IF NOT EXISTS protected boolean NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS publish_updated boolean NOT NULL DEFAULT false;
  CREATE TABLE IF NOT EXISTS metadata (
    id bigserial PRIMARY KEY,
    recording_id bigint,
    key character varying,
    value character varying
  );
  CREATE TABLE IF NOT EXISTS playback_formats (
    id bigserial PRIMARY KEY,
    recording_id bigint,
    format character varying,
    url character varying,
    length integer,
    processing_time integer
  );
  CREATE TABLE IF NOT EXISTS thumbnails (
    id bigserial PRIMARY KEY,
    playback_format_id bigint,
    width integer,
    height integer,
    alt character varying,
    url character varying,
    sequence integer
  );
  CREATE TABLE IF NOT EXISTS callback_data (
    id bigserial PRIMARY KEY,
    meeting_id character varying,
    recording_id integer,
    callback_attributes text,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone NOT NULL
  );
  CREATE TABLE IF NOT EXISTS schema_migrations (version character varying NOT NULL PRIMARY KEY);
  INSERT INTO schema_migrations (version) VALUES ${RAILS_VERSIONS.map((version) => `('${version}')`).join(', ')}
    ON CONFLICT DO NOTHING;
  CREATE TABLE IF NOT EXISTS ar_internal_metadata (
    key character varying NOT NULL PRIMARY KEY,
    value character varying,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL
  );
  INSERT INTO ar_internal_metadata (key, value, created_at, updated_at)
    VALUES ('environment', 'production', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
    ON CONFLICT DO NOTHING;
END
$$;
`;

const RAILS_INDEXES = `
CREATE UNIQUE INDEX IF NOT EXISTS index_recordings_on_record_id ON recordings (record_id);
CREATE INDEX IF NOT EXISTS index_recordings_on_meeting_id ON recordings (meeting_id);
CREATE UNIQUE INDEX IF NOT EXISTS index_metadata_on_recording_id_and_key ON metadata (recording_id, key);
CREATE UNIQUE INDEX IF NOT EXISTS index_playback_formats_on_recording_id_and_format
  ON playback_formats (recording_id, format);
CREATE INDEX IF NOT EXISTS index_thumbnails_on_playback_format_id ON thumbnails (playback_format_id);
`;

/**
 * For listings of a million recordings. Texts that are too long for an index are left out of it, so that
 * nothing which the Ruby system writes is refused (its limit is 2,700 bytes). Reading goes on while these are
 * made; writing waits, some seconds for a million recordings.
 */
const POSTGRES_INDEXES = `
SET LOCAL maintenance_work_mem = '256MB';
CREATE INDEX recordings_start ON recordings (starttime DESC NULLS LAST, id DESC);
CREATE INDEX recordings_state_start ON recordings (state, starttime DESC NULLS LAST, id DESC);
CREATE INDEX recordings_record_id_bytes ON recordings (record_id COLLATE "C");
CREATE INDEX metadata_key_value ON metadata (key, value, recording_id)
  WHERE length(key) + length(value) <= 600;
CREATE INDEX callback_data_meeting_id ON callback_data USING hash (meeting_id);
DO $$
BEGIN
  -- How often a value occurs depends on its key: without this the planner takes a tenant's recordings for few.
  IF current_setting('server_version_num')::integer >= 120000 THEN
    CREATE STATISTICS metadata_key_value_together (mcv) ON key, value FROM metadata;
  END IF;
END
$$;
ANALYZE recordings;
ANALYZE metadata;
`;

/** Times are milliseconds since 1970. */
const SQLITE = `
CREATE TABLE recordings (
  id INTEGER PRIMARY KEY,
  record_id TEXT,
  meeting_id TEXT,
  name TEXT,
  published INTEGER NOT NULL DEFAULT 0,
  participants INTEGER,
  state TEXT,
  starttime INTEGER,
  endtime INTEGER,
  deleted_at INTEGER,
  protected INTEGER NOT NULL DEFAULT 0,
  publish_updated INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX recordings_start ON recordings (starttime DESC, id DESC);
CREATE INDEX recordings_state_start ON recordings (state, starttime DESC, id DESC);

CREATE TABLE metadata (
  id INTEGER PRIMARY KEY,
  recording_id INTEGER,
  key TEXT,
  value TEXT
) STRICT;
CREATE INDEX metadata_key_value ON metadata (key, value, recording_id)
  WHERE length(key) + length(value) <= 600;

CREATE TABLE playback_formats (
  id INTEGER PRIMARY KEY,
  recording_id INTEGER,
  format TEXT,
  url TEXT,
  length INTEGER,
  processing_time INTEGER
) STRICT;

CREATE TABLE thumbnails (
  id INTEGER PRIMARY KEY,
  playback_format_id INTEGER,
  width INTEGER,
  height INTEGER,
  alt TEXT,
  url TEXT,
  sequence INTEGER
) STRICT;

CREATE TABLE callback_data (
  id INTEGER PRIMARY KEY,
  meeting_id TEXT,
  recording_id INTEGER,
  callback_attributes TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX callback_data_meeting_id ON callback_data (meeting_id);
`;

export const recordings: Migration = {
  name: 'recordings',
  sqlite: [SQLITE, RAILS_INDEXES].join('\n'),
  postgres: [RAILS_TABLES, RAILS_INDEXES, POSTGRES_INDEXES].join('\n'),
};
