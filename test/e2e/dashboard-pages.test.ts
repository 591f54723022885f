import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { imported } from '../../src/store/contract/recordings.contract.ts';
import { openDatabaseStore } from '../../src/store/index.ts';
import { startHttp } from '../helpers/servers.ts';
import { type Balancer, SECRET, startBalancer } from './balancer.ts';
import { canBrowse } from './browser.ts';
import { confirmed, type Dashboard, openDashboard } from './dashboard.ts';

type Database = NonNullable<Awaited<ReturnType<typeof openDatabaseStore>>>;

const TIMEOUT = 120_000;

describe.skipIf(!canBrowse())('further pages of the dashboard', { timeout: TIMEOUT }, () => {
  const closers: (() => Promise<unknown>)[] = [];
  let balancer: Balancer;
  let dashboard: Dashboard;
  let database: Database;

  beforeAll(async () => {
    const env = { MULTITENANCY_ENABLED: 'true', URL_HOST: '127.0.0.1', POLL_INTERVAL: '7' };
    balancer = await startBalancer({ fleet: { servers: 3 }, env });
    closers.unshift(() => balancer.close());
    const opened = await openDatabaseStore(loadConfig(balancer.env));
    if (!opened) throw new Error('there is no database');
    database = opened;
    closers.unshift(() => database.close());
    dashboard = await openDashboard(balancer);
    closers.unshift(() => dashboard.close());
  }, TIMEOUT);

  afterAll(async () => {
    for (const close of closers) await close();
  });

  /** A part of the page, by its heading. */
  const panel = (page: Page, title: string) =>
    page.locator('.panel').filter({ has: page.getByRole('heading', { name: title }) });

  /** Presses a button of the dialog that is open, which does what it says and is over. */
  async function send(page: Page, button: string): Promise<void> {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** What is shown once, and never again. */
  async function toldOnce(page: Page): Promise<string> {
    const dialog = page.getByRole('dialog');
    await dialog.getByText('not shown again').waitFor();
    const secret = (await dialog.locator('.secret').textContent()) ?? '';
    await dialog.locator('footer').getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(secret);
    return secret;
  }

  it('send again what a front-end refused, and drop what it shall not hear', async () => {
    let status = 410;
    const { port } = await startHttp((request, response) => {
      request.resume().on('end', () => response.writeHead(status).end());
    });
    const receiver = `http://127.0.0.1:${port}`;
    const payload = (id: string) =>
      JSON.stringify({ url: `${receiver}/secret-path`, meeting_id: 'm', record_id: id });
    for (const id of ['one', 'two', 'three'])
      await database.outbox.add([
        { id, kind: 'recording-ready', receiver, subject: `record-${id}`, payload: payload(id) },
      ]);
    const page = await dashboard.visit('operate', '/callbacks');
    await expect.poll(async () => (await database.outbox.count()).failed).toBe(3);
    await page.getByLabel('State').selectOption('delivered');
    await page.getByText('Nothing is like that.').waitFor();
    await page.getByLabel('State').selectOption('failed');
    const row = page.getByRole('row', { name: /record-one/ });
    await row.waitFor();
    expect(await page.content()).not.toContain('secret-path');
    await row.getByRole('link').click();
    await page.getByText(/410/).waitFor();
    await confirmed(page, 'Drop', /is never told recording-ready of record-one/);
    await page.getByRole('heading', { name: 'Callbacks', level: 1 }).waitFor();
    expect(await database.outbox.find('one')).toBeUndefined();
    status = 200;
    const two = page.getByRole('row', { name: /record-two/ });
    await confirmed(page, 'Send again', /recording-ready is sent to .* at once/, two);
    await expect.poll(async () => (await database.outbox.find('two'))?.state).toBe('delivered');
    await confirmed(page, 'Send all given up again', /^1 callback/);
    await expect.poll(async () => (await database.outbox.find('three'))?.state).toBe('delivered');
  });

  it('list the hooks of front-ends, without what is secret in them, and remove one', async () => {
    const hook = { tenantId: undefined, meetingId: 'algebra', kind: 'mapped', signer: 'x' } as const;
    const callbackUrl = 'https://moodle.example.com/hook?key=nobody-sees-it';
    const events = ['user-joined', 'user-left'];
    const { hook: added } = await database.hooks.add({ ...hook, callbackUrl, events });
    await database.hooks.failing(added.id, true);
    const page = await dashboard.visit('operate', '/callbacks');
    const row = page.getByRole('row', { name: 'https://moodle.example.com/hook' });
    const cells = ['https://moodle.example.com/hook', 'algebra', 'user-joined, user-left'];
    await expect
      .poll(async () => (await row.locator('td').allTextContents()).slice(0, 4))
      .toEqual([...cells, 'does not take them']);
    expect(await page.content()).not.toContain('nobody-sees-it');
    await confirmed(page, 'Remove', /moodle\.example\.com\/hook is told nothing more/, row);
    await row.waitFor({ state: 'detached' });
    expect(await database.hooks.find(added.id)).toBeUndefined();
  });

  it('show recordings, play, publish, protect and delete them, and import again what failed', async () => {
    const config = loadConfig(balancer.env);
    await database.recordings.put(imported('rec-1', { name: 'Algebra', meetingId: 'algebra' }));
    await database.recordings.put(imported('rec-2', { name: 'Biology', meetingId: 'biology' }));
    const folder = join(config.recordingPublishDir, 'presentation', 'rec-1');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'index.html'), 'played');
    const failed = join(config.recordingSpoolDir, 'failed');
    await mkdir(failed, { recursive: true });
    await writeFile(join(failed, 'rec-3.tar'), 'broken');
    await writeFile(join(failed, 'rec-3.reason'), 'its end is missing\n');
    const page = await dashboard.visit('operate', '/recordings');
    await page.getByText('its end is missing').waitFor();
    await page.getByLabel('Meeting ID').fill('algebra');
    await page.getByRole('link', { name: 'Biology' }).waitFor({ state: 'detached' });
    await confirmed(page, 'Import again', /rec-3\.tar/);
    expect(await readdir(failed)).toEqual([]);
    await page.getByRole('link', { name: 'Algebra' }).click();
    const play = page.getByRole('link', { name: 'Play presentation' });
    const address = (await play.getAttribute('href')) ?? '';
    expect(address).toBe('/playback/presentation/2.3/rec-1');
    const found = async () => (await database.recordings.find(['rec-1']))[0];
    await confirmed(page, 'Unpublish', /Nobody can play Algebra/);
    await play.waitFor({ state: 'detached' });
    expect((await found())?.published).toBe(false);
    await confirmed(page, 'Publish', /Algebra can be played/);
    await play.waitFor();
    await confirmed(page, 'Protect', /works once/);
    await page.getByText('links that work once').waitFor();
    expect((await found())?.protected).toBe(true);
    await confirmed(page, 'Unprotect', /by whoever has its link/);
    await play.waitFor();
    await confirmed(page, 'Delete', /with all of its files/);
    await page.getByText('deleted', { exact: true }).waitFor();
    expect((await found())?.state).toBe('deleted');
  });

  it('turn the pages of a long list, and begin anew when another is asked for', async () => {
    const long = Array.from({ length: 102 }, (_, number) => `long-${String(number).padStart(3, '0')}`);
    for (const [number, id] of long.entries()) {
      const at = Date.UTC(2020, 0, 1) - number * 60_000;
      await database.recordings.put(
        imported(id, { name: id, meetingId: 'long', startTime: at, endTime: at }),
      );
    }
    const page = await dashboard.visit('read', '/recordings');
    await page.getByLabel('Meeting ID').fill('long');
    await page.getByText('102 recordings').waitFor();
    await page.getByRole('link', { name: 'long-000' }).waitFor();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByRole('link', { name: 'long-101' }).waitFor();
    expect(await page.getByRole('link', { name: /^long-/ }).allTextContents()).toEqual([
      'long-100',
      'long-101',
    ]);
    expect(await page.getByRole('button', { name: 'Older' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Newer' }).click();
    await page.getByRole('link', { name: 'long-000' }).waitFor();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByRole('link', { name: 'long-101' }).waitFor();
    await page.getByLabel('Record ID begins with').fill('long-00');
    await page.getByRole('link', { name: 'long-009' }).waitFor();
  });

  it('add a tenant with its secret, shown once, limit it, switch it off and remove it', async () => {
    const page = await dashboard.visit('admin', '/tenants');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add a tenant' }).click();
    await dialog.getByLabel('Name').fill('school');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const secret = await toldOnce(page);
    const tenant = async (name = 'school') =>
      (await balancer.store.tenants.list()).find((one) => one.name === name);
    expect((await tenant())?.secrets).toEqual([secret]);
    await page.getByRole('link', { name: 'school' }).click();
    await page.getByRole('button', { name: 'Change limits' }).click();
    await dialog.getByLabel('Most meetings').fill('20');
    await send(page, 'Save');
    await page.getByText('0 of 20').waitFor();
    await confirmed(page, 'Switch off', /let in nowhere.*0 meetings/);
    await page.getByText('switched off', { exact: true }).waitFor();
    await confirmed(page, 'Switch on', /let in again/);
    await page.getByRole('button', { name: 'Rename' }).click();
    await dialog.getByText('call it as school are refused').waitFor();
    await dialog.getByLabel('Name').fill('academy');
    await send(page, 'Rename');
    await page.getByRole('heading', { name: 'academy' }).waitFor();
    expect(await tenant('academy')).toMatchObject({ secrets: [secret] });
    await confirmed(page, 'Remove', /academy is removed with its secrets and settings/);
    await page.getByRole('heading', { name: 'Tenants', level: 1 }).waitFor();
    expect(await tenant('academy')).toBeUndefined();
  });

  it('change the secrets of a tenant, what its meetings get, and where its statements go', async () => {
    const college = { id: 'id-of-college', name: 'college', secrets: ['nobody-sees-it'], lrs: {} };
    await balancer.store.tenants.add(college);
    const page = await dashboard.visit('admin', '/tenants/id-of-college');
    const dialog = page.getByRole('dialog');
    const tenant = async () => await balancer.store.tenants.find('id-of-college');
    await page.getByRole('button', { name: 'Add a secret' }).click();
    await dialog.getByLabel('Good for').selectOption('4w');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const secret = await toldOnce(page);
    expect((await tenant())?.secrets).toEqual(['nobody-sees-it', secret]);
    const secrets = panel(page, 'Secrets');
    await secrets.getByText('expires', { exact: true }).waitFor();
    await secrets.getByRole('button', { name: 'Let it expire' }).first().click();
    await dialog.getByText('that sign with it are refused').waitFor();
    await dialog.getByLabel('Good for').selectOption('now');
    await send(page, 'Save');
    await secrets.getByText('expired', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add a parameter' }).click();
    await dialog.getByLabel('Parameter').fill('record');
    await dialog.getByLabel('Value').fill('false');
    await dialog.getByLabel('Over what').check();
    await dialog.getByText('whatever the front-end gives').waitFor();
    await send(page, 'Add');
    const parameters = panel(page, 'Parameters');
    await parameters.getByText('record=false').waitFor();
    await confirmed(page, 'Remove', /do not get record any more/, parameters);
    await parameters.getByText('There are none.').waitFor();
    const records = panel(page, 'Learning records');
    await records.getByRole('button', { name: 'Set it up' }).click();
    await dialog.getByLabel('lrs_endpoint').fill('https://lrs.example.com/xapi');
    await dialog.getByLabel('lrs_username').fill('college');
    await dialog.getByLabel('lrs_password').fill('nobody-sees-that');
    await send(page, 'Save');
    await records.getByText('https://lrs.example.com/xapi').waitFor();
    expect(await page.content()).not.toMatch(/nobody-sees/);
    await confirmed(page, 'Clear', /statements of college go nowhere any more/, records);
    await records.getByText('go nowhere').waitFor();
    expect((await tenant())?.lrs).toEqual({});
  });

  it('tell where the next meeting goes, and why not elsewhere', async () => {
    await balancer.store.servers.setState('sim-2', 'cordoned');
    const page = await dashboard.visit('read', '/placement');
    await page.getByText('goes to sim-1').waitFor();
    await page.getByRole('row', { name: /sim-2.*is cordoned/ }).waitFor();
    await page.getByRole('row', { name: /sim-3.*the same load as sim-1/ }).waitFor();
    await page.getByLabel('Server tag').fill('large!');
    await page.getByText('no server can take it').waitFor();
    await page.getByRole('row', { name: /sim-1.*large! is required/ }).waitFor();
  });

  it('make a token that works until it is revoked, and tell of it in the audit log', async () => {
    const page = await dashboard.visit('admin', '/access');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Create a token' }).click();
    await dialog.getByLabel('What it is for').fill('monitoring');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const authorization = `Bearer ${await toldOnce(page)}`;
    const asked = async () =>
      (await fetch(`${balancer.origin}/scalelite/api/servers`, { headers: { authorization } })).status;
    expect(await asked()).toBe(200);
    const row = page.getByRole('listitem').filter({ hasText: 'monitoring' });
    await confirmed(page, 'Revoke', /uses monitoring is refused from now on/, row);
    await row.waitFor({ state: 'detached' });
    expect(await asked()).toBe(401);
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByLabel('Action').fill('token.revoke');
    await expect.poll(() => page.locator('.entries > li').count()).toBe(1);
    await page.locator('.entries').getByText('monitoring').first().waitFor();
    await page.getByLabel('Who').fill('nobody like that');
    await page.getByText('Nothing is like that.').waitFor();
  });

  it('add a user, whose sessions end with another password, and who is gone when removed', async () => {
    const page = await dashboard.visit('admin', '/access');
    const dialog = page.getByRole('dialog');
    const api = `${balancer.origin}/scalelite/api/session`;
    const headers = { 'content-type': 'application/json', 'x-requested-by': 'dashboard' };
    const signIn = async (password: string) =>
      await fetch(api, { method: 'POST', headers, body: JSON.stringify({ user: 'beth', password }) });
    await page.getByRole('button', { name: 'Add a user' }).click();
    await dialog.getByLabel('Name').fill('beth b');
    await dialog.getByLabel('Password').fill('correct horse battery');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByText('must be letters, digits and ._@+-, without blanks').waitFor();
    expect(await dialog.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByLabel('Password').getAttribute('aria-invalid')).toBeNull();
    await dialog.getByLabel('Name').fill('beth');
    await dialog.getByLabel('May').selectOption('operate');
    await send(page, 'Add');
    const row = page.getByRole('listitem').filter({ hasText: 'beth' });
    await row.getByText('May look and run the pool').waitFor();
    const session = await signIn('correct horse battery');
    expect(await session.json()).toEqual({ name: 'beth', scope: 'operate' });
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
    const still = async () => (await fetch(api, { headers: { ...headers, cookie } })).status;
    expect(await still()).toBe(200);
    await row.getByRole('button', { name: 'Another password' }).click();
    await dialog.getByText('Where beth is signed in, that ends.').waitFor();
    await dialog.getByLabel('Password').fill('another battery staple');
    await send(page, 'Save');
    expect(await still()).toBe(401);
    await confirmed(page, 'Remove', /beth can’t sign in any more/, row);
    await row.waitFor({ state: 'detached' });
    expect((await signIn('another battery staple')).status).toBe(401);
  });

  it('show the configuration without secrets, and what of it is set', async () => {
    const page = await dashboard.visit('admin', '/configuration');
    await page.getByRole('searchbox').fill('poll_interval');
    await page.getByRole('row', { name: /POLL_INTERVAL 7 environment/ }).waitFor();
    await page.getByRole('row', { name: /RECORDING_IMPORT_POLL_INTERVAL/ }).waitFor();
    await page.getByLabel('Only what is set').check();
    await page.getByRole('row', { name: /RECORDING_IMPORT/ }).waitFor({ state: 'detached' });
    await page.getByRole('searchbox').fill('');
    await page.getByRole('cell', { name: '*****' }).first().waitFor();
    expect(await page.content()).not.toContain(SECRET);
  });
});
