import { expect, it } from 'vitest';
import { addServer, lines, ok, placeMeeting } from '../../test/e2e/installation.ts';
import { openAdminApi } from '../http/admin/testing.ts';
import { openCli } from './testing.ts';

const DEAD = 'http://127.0.0.1:1/api';

async function elsewhere() {
  const api = await openAdminApi({ MULTITENANCY_ENABLED: 'true' });
  const token = await api.token('admin');
  const cli = await openCli();
  const at = ['--url', api.origin, '--token', token];
  return {
    store: api.store,
    run: (...args: string[]) => cli.run(...at, ...args),
    type: (input: string, ...args: string[]) => cli.type(200, input, ...at, ...args),
  };
}

it('servers of another balancer are listed, drained, cleared and synced', async () => {
  const { store, run, type } = await elsewhere();
  for (const id of ['bbb1', 'bbb2']) await addServer(store, { id, url: DEAD, load: 0 });
  expect((await run('status')).stdout).toMatch(/^2 servers, 2 available /);
  expect((await run('servers', 'show', 'bbb1')).stdout).toMatch(/^ID +bbb1\n/);
  expect(await run('servers', 'cordon', 'bbb2')).toEqual(ok('bbb2 cordoned'));
  await placeMeeting(store, 'maths');
  expect(await run('servers', 'disable', 'bbb1')).toMatchObject({
    code: 4,
    stderr: 'This ends 1 meeting; cordon drains instead. Confirm with --yes.\n',
  });
  expect((await run('servers', 'panic', 'bbb1', '--yes')).stdout).toBe('bbb1 cleared and disabled\n');
  expect(await store.meetings.find(['maths'])).toEqual([]);

  const exported = await run('servers', 'export');
  expect(exported.stdout).toContain('secret: secret-of-bbb1\n');
  expect(await type(exported.stdout, 'servers', 'sync', '-')).toMatchObject({
    stdout: 'Nothing to do: the pool is what the file says.\n',
  });
  const changed = exported.stdout.replace('enabled: false', 'enabled: true');
  expect((await type(changed, 'servers', 'sync', '-')).stdout).toBe('bbb1 enabled\n');
  expect(await store.servers.find('bbb1')).toMatchObject({ state: 'enabled' });
});

it('meetings of another balancer are listed, shown and ended', async () => {
  const { store, run } = await elsewhere();
  await addServer(store, { id: 'bbb1', url: DEAD, load: 0 });
  await placeMeeting(store, 'maths');
  expect((await run('meetings', 'list')).stdout).toMatch(/^maths +bbb1 /m);
  expect((await run('meetings', 'info', 'maths')).stdout).toMatch(/^No answer +\S/m);
  expect((await run('meetings', 'end', 'maths', '--yes')).stdout).toBe('1 meeting ended.\n');
  expect(await store.meetings.find(['maths'])).toEqual([]);
});

it('tenants and settings of another balancer are managed', async () => {
  const { store, run } = await elsewhere();
  expect((await run('tenants', 'add', 'school', '--secret', 'one')).code).toBe(0);
  const [tenant] = await store.tenants.list();
  const id = tenant?.id ?? '';
  expect((await run('tenant-settings', 'add', id, 'record', 'false')).code).toBe(0);
  expect((await run('tenant-settings', 'list')).stdout).toContain(' record ');
  expect(await run('completion', 'ids', 'tenants')).toEqual({ code: 0, stdout: lines(id), stderr: '' });
  expect((await run('tenants', 'remove', id, '--yes')).stderr).toContain('has 1 setting');
  expect((await run('tenants', 'remove', id, '--force', '--yes')).code).toBe(0);
  expect(await store.tenants.list()).toEqual([]);
});

it('the configuration of another balancer is told, without its secrets', async () => {
  const { run } = await elsewhere();
  const { code, stdout } = await run('config');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^MULTITENANCY_ENABLED +true +environment$/m);
  expect(stdout).toMatch(/^LOADBALANCER_SECRET +\*\*\*\*\*\s/m);
  const rows = JSON.parse((await run('config', '--json')).stdout);
  expect(rows).toContainEqual({ name: 'MULTITENANCY_ENABLED', value: 'true', source: 'environment' });
  expect(await run('config', '--show-secrets')).toMatchObject({
    ...{ code: 2, stdout: '' },
    stderr: expect.stringMatching(/own machine only, not with --url/),
  });
});

it('what is of one machine is not done at another', async () => {
  const { run } = await elsewhere();
  const refused = { stdout: '', stderr: expect.stringMatching(/own machine only, not with --url/) };
  expect(await run('doctor')).toMatchObject({ code: 2, ...refused });
  expect(await run('migrate')).toMatchObject({ code: 1, ...refused });
  expect(await run('migrate', '--check')).toMatchObject({ code: 1, ...refused });
});
