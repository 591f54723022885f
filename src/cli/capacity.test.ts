import { expect, it } from 'vitest';
import { addServer, lines } from '../../test/e2e/installation.ts';
import { openCli } from './testing.ts';

const figures = (users: number) => ({ meetings: 1, users, largestMeeting: users, videos: 0 });

it('scalelite capacity tells what room there is and how many servers are wanted', async () => {
  const { run, store } = await openCli();
  await addServer(store, { id: 'bbb1', load: 160, figures: figures(160) });
  await addServer(store, { id: 'bbb2', load: 0, tag: 'large' });
  expect((await run('capacity')).stdout).toBe(
    lines(
      'TAG     IN SERVICE  WANTED  USERS  OF   FREE  DISPENSABLE',
      '(none)  1           2       160    200  40',
      'large   1           1       0      200  200',
      '2 servers in service, 3 wanted; 40 % full, 70 % wanted at most',
    ),
  );
  const json = JSON.parse((await run('capacity', '--target', '100', '--json')).stdout);
  expect(json).toMatchObject({ wanted_servers: 2, target: 100 });
  expect((await run('capacity', '--target', '0')).code).toBe(2);
});

it('scalelite servers register announces a server', async () => {
  const { feed, run } = await openCli({ SERVER_ID_IS_HOSTNAME: 'true' });
  const url = 'https://bbb7.example.com/bigbluebutton/api';
  const register = () => feed('SECRET\n', 'servers', 'register', url, '--secret-file', '-');
  expect(await register()).toMatchObject({ code: 0, stdout: 'bbb7.example.com added and enabled\n' });
  expect(await register()).toMatchObject({ code: 0, stdout: 'bbb7.example.com known already, enabled\n' });
  expect((await run('servers', 'register', url)).code).toBe(2);
});
