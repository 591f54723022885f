import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { addServer, as, loadOf, place, request } from '../contract/subject.ts';
import { openClusterStore } from '../index.ts';
import { type Database, statement, step } from './database.ts';
import { type SqlSubject, startStoreProcess } from './fixture.ts';
import { migrate, type Schema } from './migrations.ts';

/** What the stores on SQL have in common beyond the contract of the ports. */
export function describeSqlStore(name: string, open: () => Promise<SqlSubject>): void {
  describe(`${name}: tables`, () => {
    let subject: SqlSubject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.cleanup());

    const outside = (text: string) => subject.db.all(statement(`outside: ${text}`.slice(0, 60), text));

    async function emptyDatabase(): Promise<void> {
      const names = [
        'servers',
        'suspects',
        'meetings',
        'tenants',
        'tenant_settings',
        'tokens',
        'leases',
        'use',
        'users',
        'strays',
        'rosters',
      ];
      await subject.db.exclusively(async (session) => {
        if (subject.db.dialect.name === 'postgres')
          await session.script('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
        else for (const table of names) await session.script(`DROP TABLE cluster_${table}`);
        if (subject.db.dialect.name === 'sqlite') await session.script('DROP TABLE scalelite_migrations');
      });
    }

    it('keep nothing that was said of meetings by a server that is gone', async () => {
      for (const id of ['bbb1', 'bbb2']) await addServer(subject.store, { id });
      await subject.store.rosters.record('bbb2', new Map([['room', { name: 'Room', users: 1 }]]));
      // As by a poll that came while its server was removed.
      await outside("INSERT INTO cluster_rosters (server_id, meetings) VALUES ('gone', '[]')");
      await subject.store.servers.remove('bbb1');
      expect(await outside('SELECT server_id FROM cluster_rosters')).toEqual([{ server_id: 'bbb2' }]);
    });

    describe('that others write to', () => {
      it('are read anew by every request', async () => {
        await addServer(subject.store, { id: 'bbb1' });
        await place(subject.store, 'room');
        await outside("UPDATE cluster_servers SET url = 'http://new', state = 'cordoned', load = 7");
        const located = await subject.store.meetings.locate('room');
        expect(located?.server).toMatchObject({ url: 'http://new', state: 'cordoned' });
        expect(await loadOf(subject.store, 'bbb1')).toBe(7);
        await outside('DELETE FROM cluster_meetings');
        expect(await subject.store.meetings.locate('room')).toBeUndefined();
        await outside(
          "INSERT INTO cluster_meetings (id, server_id, placed_at, expires_at) VALUES ('old', 'bbb1', 0, 9e15)",
        );
        const { meeting } = as(
          'known',
          await subject.store.meetings.place(request('old', { voiceBridges: ['12345'] })),
        );
        expect(meeting).toMatchObject({ moderatorPw: '', voiceBridge: '12345', tenantId: undefined });
      });

      it('may be dropped and made anew while the store is open', async () => {
        await addServer(subject.store, { id: 'bbb1' });
        await place(subject.store, 'room');
        await emptyDatabase();
        await expect(subject.store.meetings.locate('room')).rejects.toThrow(StoreUnavailable);
        await expect(subject.store.meetings.place(request('room'))).rejects.toThrow(/not set up yet/);
        await subject.store.migrate();
        await addServer(subject.store, { id: 'bbb2' });
        expect((await place(subject.store, 'room')).server.id).toBe('bbb2');
        expect((await subject.store.meetings.locate('room', { join: true }))?.server.id).toBe('bbb2');
      });
    });

    it('keep any character that a client may send', async () => {
      await addServer(subject.store, { id: 'bbb1' });
      const odd = ['a\0b', '\0', '\uE000', '\uE000\0', '\uE0000', '\uE0001', 'ab'];
      for (const id of odd) await place(subject.store, id, { moderatorPw: id, voiceBridges: [id] });
      for (const id of odd) {
        const { meeting } = (await subject.store.meetings.locate(id)) ?? {};
        expect(meeting).toMatchObject({ id, moderatorPw: id, voiceBridge: id });
      }
      const found = await subject.store.meetings.find(odd);
      expect(new Set(found.map((record) => record.meeting.id))).toEqual(new Set(odd));
      const held = await subject.store.leases.acquire(odd, 'me', 1000);
      expect(held).toEqual(new Set(odd));
    });

    it('clear expired tokens, leases and suspects with the meetings', async () => {
      await subject.store.tokens.put('gone', { recordId: 'r', format: 'video' }, -1);
      await subject.store.tokens.put('kept', { recordId: 'r', format: 'video' }, 60);
      await subject.store.leases.acquire(['gone'], 'me', -1);
      await subject.store.leases.acquire(['kept'], 'me', 60_000);
      await subject.store.servers.suspect('gone', -1);
      await subject.store.servers.suspect('kept', 60);
      expect(await subject.store.meetings.sweep(new Set())).toEqual({ cleared: 0, orphans: new Set() });
      expect((await outside('SELECT token AS id FROM cluster_tokens')).map((row) => row['id'])).toEqual([
        'kept',
      ]);
      expect((await outside('SELECT name AS id FROM cluster_leases')).map((row) => row['id'])).toEqual([
        'kept',
      ]);
      expect(await outside('SELECT server_id AS id FROM cluster_suspects')).toEqual([
        expect.objectContaining({ id: 'kept' }),
      ]);
    });

    it('lose more expired records in one sweep than it clears at once', async () => {
      await addServer(subject.store, { id: 'bbb1' });
      const ids = Array.from({ length: 1100 }, (_, index) => `meeting ${index}`);
      while (ids.length > 0) await Promise.all(ids.splice(0, 50).map((id) => place(subject.store, id)));
      await outside('UPDATE cluster_meetings SET expires_at = 1');
      expect((await subject.store.meetings.sweep(new Set())).cleared).toBe(1100);
      expect(await outside('SELECT id FROM cluster_meetings')).toEqual([]);
    });

    describe('being migrated', () => {
      it('are made once by several processes that start on an empty database', async () => {
        await emptyDatabase();
        const body = "await store.migrate(); await store.check(); await store.migrate(); say('done');";
        const starting = Array.from({ length: 4 }, () => startStoreProcess(subject.config, body));
        const children = await Promise.all(starting);
        const exits = await Promise.all(children.map((child) => child.exited));
        expect(children.map((child) => child.output.text())).toEqual(exits.map(() => 'done\n'));
        expect(exits.map((exit) => exit.code)).toEqual([0, 0, 0, 0]);
        await subject.store.check();
      });

      it('keep what they hold', async () => {
        await addServer(subject.store, { id: 'bbb1' });
        await subject.store.migrate();
        expect((await subject.store.servers.list()).map((server) => server.id)).toEqual(['bbb1']);
      });

      it('are not ready before', async () => {
        await emptyDatabase();
        await expect(subject.store.check()).rejects.toThrow(StoreUnavailable);
        await expect(subject.store.check()).rejects.toThrow(/bin\/scalelite migrate/);
        await subject.store.migrate();
        await subject.store.check();
      });

      it('of a newer version of the program are refused', async () => {
        await outside(
          "INSERT INTO scalelite_migrations (area, version, name) VALUES ('cluster', 99, 'tomorrow')",
        );
        const store = await openClusterStore(subject.config);
        for (const ask of [store.migrate, store.check]) {
          const error: unknown = await ask().catch((reason: unknown) => reason);
          expect(error).toBeInstanceOf(Error);
          expect(error).not.toBeInstanceOf(StoreUnavailable);
          expect(String(error)).toMatch(/newer version .*step 99/);
        }
        await store.close();
      });

      it('by a newer version leave a process ready that runs already', async () => {
        await subject.store.check();
        await outside(
          "INSERT INTO scalelite_migrations (area, version, name) VALUES ('cluster', 99, 'tomorrow')",
        );
        await subject.store.check();
      });

      const change = (text: string) => ({ name: text, sqlite: text, postgres: text });
      const one = change('CREATE TABLE test_one (id text)');
      const two = change("INSERT INTO test_one VALUES ('two')");
      const schema = (...steps: Schema['steps']): Schema => ({ area: 'test', steps });
      const idsIn = async (db: Database) =>
        (await db.all(statement('test_ids', 'SELECT id FROM test_one'))).map((row) => row['id']);

      it('take each step once, in order', async () => {
        await migrate(subject.db, schema(one));
        expect(await idsIn(subject.db)).toEqual([]);
        await migrate(subject.db, schema(one, two));
        await migrate(subject.db, schema(one, two));
        expect(await idsIn(subject.db)).toEqual(['two']);
      });

      it('are as before when a step fails', async () => {
        const bad = change('INSERT INTO nowhere VALUES (1)');
        await expect(migrate(subject.db, schema(one, two, bad))).rejects.toThrow(StoreUnavailable);
        await expect(idsIn(subject.db)).rejects.toThrow();
        await migrate(subject.db, schema(one, two));
        expect(await idsIn(subject.db)).toEqual(['two']);
      });
    });

    describe('that several statements change together', () => {
      const note = statement('test_note', 'INSERT INTO test_notes (id) VALUES ($1)');
      const notes = statement('test_notes', 'SELECT id FROM test_notes ORDER BY id');
      const table = 'CREATE TABLE test_notes (id text NOT NULL)';
      beforeEach(() =>
        migrate(subject.db, { area: 'notes', steps: [{ name: 'notes', sqlite: table, postgres: table }] }),
      );

      it('have all of it, and each statement tells its rows', async () => {
        const [, , found] = await subject.db.together([step(note, 'one'), step(note, 'two'), step(notes)]);
        expect(found).toEqual([{ id: 'one' }, { id: 'two' }]);
      });

      it('have none of it when one fails, and go on', async () => {
        await expect(subject.db.together([step(note, 'one'), step(note, null)])).rejects.toThrow();
        expect(await subject.db.all(notes)).toEqual([]);
        await subject.db.together([step(note, 'three')]);
        expect(await subject.db.all(notes)).toEqual([{ id: 'three' }]);
      });
    });

    it('are closed twice without harm, and then unavailable', async () => {
      const store = await openClusterStore(subject.config);
      await store.check();
      await store.close();
      await store.close();
      await expect(store.servers.list()).rejects.toThrow(StoreUnavailable);
      await expect(store.check()).rejects.toThrow(StoreUnavailable);
    });
  });
}
