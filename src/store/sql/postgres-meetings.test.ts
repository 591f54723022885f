import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../test/helpers/index.ts';
import { addServer, request } from '../contract/subject.ts';
import { openPostgresStore } from './postgres.ts';
import { createPostgresDatabase } from './postgres-database.ts';
import { postgresMeetingSteps } from './postgres-meetings.ts';

const MANY = 50;
/** Ids that PostgreSQL takes only as we write them. */
const ODD = ['\0', 'half \ud800', '\uE0000', '"\\\u2028'];

it('what is asked of meetings at once is one statement of PostgreSQL, whatever they are called', async () => {
  const { url, drop } = await freshDatabase();
  const store = openPostgresStore({ url });
  const database = createPostgresDatabase({ url });
  onTestFinished(async () => {
    await Promise.all([store.close(), database.close()]);
    await drop();
  });
  await store.migrate();
  await addServer(store, { id: 'bbb1' });
  const ids = [...ODD, ...Array.from({ length: MANY }, (_, index) => `room ${index}`)];
  const told: string[] = [];
  const steps = postgresMeetingSteps({
    ...database,
    all(statement, ...values) {
      told.push(statement.name);
      return database.all(statement, ...values);
    },
  });
  await Promise.all(ids.map((id) => steps.place(request(id))));
  expect(await Promise.all(ids.map((id) => steps.confirm(id, 'bbb1')))).toEqual(ids.map(() => true));
  const located = await Promise.all(ids.map((id) => steps.locate(id, undefined)));
  const joined = await Promise.all(ids.map((id) => steps.join(id, undefined, [])));
  expect(located.map((row) => row?.['id'])).toEqual(ids.map(() => 'bbb1'));
  expect(joined.map((one) => one?.row['id'])).toEqual(ids.map(() => 'bbb1'));
  expect(told).toEqual([
    'meetings_place_all',
    'meetings_confirm_all',
    'meetings_locate_all',
    'meetings_join_all',
  ]);
});
