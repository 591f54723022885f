import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { imported } from '../../src/store/contract/recordings.contract.ts';
import { openDatabaseStore } from '../../src/store/index.ts';
import { startHttp } from '../helpers/servers.ts';
import { type Balancer, SECRET, sign, startBalancer } from './balancer.ts';
import { canBrowse, openBrowser } from './browser.ts';

interface Found {
  readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[];
}
type Database = NonNullable<Awaited<ReturnType<typeof openDatabaseStore>>>;

const TIMEOUT = 120_000;

describe.skipIf(!canBrowse())('further pages of the dashboard', { timeout: TIMEOUT }, () => {
  const closers: (() => Promise<unknown>)[] = [];
  const tokens = new Map<string, string>();
  let balancer: Balancer;
  let browser: Browser;
  let database: Database;

  beforeAll(async () => {
    const env = { MULTITENANCY_ENABLED: 'true', URL_HOST: '127.0.0.1', POLL_INTERVAL: '7' };
    balancer = await startBalancer({ fleet: { servers: 3 }, env });
    closers.unshift(() => balancer.close());
    const opened = await openDatabaseStore(loadConfig(balancer.env));
    if (!opened) throw new Error('there is no database');
    database = opened;
    closers.unshift(() => database.close());
    browser = await openBrowser();
    closers.unshift(() => browser.close());
    for (const scope of ['read', 'operate', 'admin']) tokens.set(scope, await tokenFor(scope));
  }, TIMEOUT);

  afterAll(async () => {
    for (const close of closers) await close();
  });

  async function tokenFor(scope: string): Promise<string> {
    const address = `${balancer.origin}/scalelite/api/tokens?${sign('POST/tokens', {}, SECRET)}`;
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: `for ${scope}`, scope }),
    });
    expect(answer.status).toBe(201);
    return String(Object(await answer.json()).token);
  }

  /** A browser of its own, in which that scope is signed in. */
  async function signedIn(scope: string, path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en', bypassCSP: true, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    onTestFinished(() => expect(failures).toEqual([]));
    await page.addInitScript(axe.source);
    await page.goto(`${balancer.origin}/admin${path}`);
    await page.getByLabel('Token').first().check();
    await page.locator('input[type=password]').fill(tokens.get(scope) ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    return page;
  }

  /** Nobody is kept out of what is shown now, in light colours and dark. */
  async function accessible(page: Page): Promise<void> {
    await look(page, "{ resultTypes: ['violations'] }");
    await page.emulateMedia({ colorScheme: 'dark' });
    await look(page, "{ runOnly: ['color-contrast'] }");
    await page.emulateMedia({ colorScheme: 'light' });
  }

  async function look(page: Page, options: string): Promise<void> {
    const found = (await page.evaluate(`axe.run(${options})`)) as Found;
    const bad = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(bad.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
  }

  async function confirmed(page: Page, name: string, consequence: RegExp): Promise<void> {
    await page.locator('main').getByRole('button', { name, exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.locator('.consequence').textContent()).toMatch(consequence);
    await dialog.getByRole('button', { name, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  it('send again what a front-end refused, and drop what it shall not hear', async () => {
    let status = 410;
    const { port } = await startHttp((request, response) => {
      request.resume().on('end', () => response.writeHead(status).end());
    });
    const receiver = `http://127.0.0.1:${port}`;
    const payload = (id: string) =>
      JSON.stringify({ url: `${receiver}/secret-path`, meeting_id: 'm', record_id: id });
    for (const id of ['one', 'two'])
      await database.outbox.add([
        { id, kind: 'recording-ready', receiver, subject: `record-${id}`, payload: payload(id) },
      ]);
    await expect.poll(async () => (await database.outbox.count()).failed).toBe(2);
    const page = await signedIn('operate', '/callbacks');
    await page.getByLabel('State').selectOption('failed');
    await page.getByRole('cell', { name: 'record-one' }).waitFor();
    await accessible(page);
    expect(await page.content()).not.toContain('secret-path');
    await page
      .getByRole('row', { name: /record-one/ })
      .getByRole('link')
      .click();
    await page.getByText(/410/).waitFor();
    await accessible(page);
    await confirmed(page, 'Drop', /is never told recording-ready of record-one/);
    await page.getByRole('heading', { name: 'Callbacks', level: 1 }).waitFor();
    expect(await database.outbox.find('one')).toBeUndefined();
    status = 200;
    await confirmed(page, 'Send all given up again', /^1 callback/);
    await expect.poll(async () => (await database.outbox.find('two'))?.state).toBe('delivered');
  });

  it('show recordings, publish and delete them, and import again what failed', async () => {
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
    const page = await signedIn('operate', '/recordings');
    await page.getByText('its end is missing').waitFor();
    await page.getByLabel('Meeting ID').fill('algebra');
    await page.getByRole('link', { name: 'Biology' }).waitFor({ state: 'detached' });
    await accessible(page);
    await confirmed(page, 'Import again', /rec-3\.tar/);
    expect(await readdir(failed)).toEqual([]);
    await page.getByRole('link', { name: 'Algebra' }).click();
    const play = page.getByRole('link', { name: 'Play presentation' });
    expect(await play.getAttribute('href')).toBe('/playback/presentation/2.3/rec-1');
    await accessible(page);
    await confirmed(page, 'Unpublish', /Nobody can play Algebra/);
    await expect.poll(async () => (await database.recordings.find(['rec-1']))[0]?.published).toBe(false);
    await play.waitFor({ state: 'detached' });
    await confirmed(page, 'Publish', /Algebra can be played/);
    await confirmed(page, 'Protect', /works once/);
    await page.getByText('links that work once').waitFor();
    await confirmed(page, 'Delete', /with all of its files/);
    expect((await database.recordings.find(['rec-1']))[0]?.state).toBe('deleted');
  });

  it('add a tenant with its secret, shown once, limit it, switch it off and remove it', async () => {
    const page = await signedIn('admin', '/tenants');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add a tenant' }).click();
    await dialog.getByLabel('Name').fill('school');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('not shown again').waitFor();
    const secret = await dialog.locator('.secret').textContent();
    await dialog.locator('footer').getByRole('button', { name: 'Close' }).click();
    const tenant = async () => (await balancer.store.tenants.list()).find(({ name }) => name === 'school');
    expect((await tenant())?.secrets).toEqual([secret]);
    await accessible(page);
    await page.getByRole('link', { name: 'school' }).click();
    await page.getByRole('button', { name: 'Change limits' }).click();
    await dialog.getByLabel('Most meetings').fill('20');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('0 of 20').waitFor();
    await page.getByRole('button', { name: 'Add a secret' }).click();
    await dialog.getByLabel('Good for').selectOption('4w');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.locator('.secret').waitFor();
    await dialog.locator('footer').getByRole('button', { name: 'Close' }).click();
    expect((await tenant())?.secrets).toHaveLength(2);
    await page.getByRole('button', { name: 'Add a parameter' }).click();
    await dialog.getByLabel('Parameter').fill('record');
    await dialog.getByLabel('Value').fill('false');
    await dialog.getByLabel('Over what').check();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('record=false').waitFor();
    await accessible(page);
    expect(await page.content()).not.toContain(secret);
    await confirmed(page, 'Switch off', /let in nowhere.*0 meetings/);
    await page.getByText('switched off', { exact: true }).waitFor();
    await page.locator('.heading').getByRole('button', { name: 'Remove' }).click();
    await dialog.getByText('with its secrets and settings').waitFor();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'Tenants', level: 1 }).waitFor();
    expect(await tenant()).toBeUndefined();
  });

  it('tell where the next meeting goes, and why not elsewhere', async () => {
    await balancer.store.servers.setState('sim-2', 'cordoned');
    const page = await signedIn('read', '/placement');
    await page.getByText('goes to sim-1').waitFor();
    await page.getByRole('row', { name: /sim-2.*is cordoned/ }).waitFor();
    await page.getByRole('row', { name: /sim-3.*the same load as sim-1/ }).waitFor();
    await accessible(page);
    await page.getByLabel('Server tag').fill('large!');
    await page.getByText('no server can take it').waitFor();
    await page.getByRole('row', { name: /sim-1.*large! is required/ }).waitFor();
  });

  it('make a token and a user, and tell of both in the audit log', async () => {
    const page = await signedIn('admin', '/access');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Create a token' }).click();
    await dialog.getByLabel('What it is for').fill('monitoring');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const token = (await dialog.locator('.secret').textContent()) ?? '';
    await dialog.locator('footer').getByRole('button', { name: 'Close' }).click();
    const asked = await fetch(`${balancer.origin}/scalelite/api/servers`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(asked.status).toBe(200);
    await page.getByRole('button', { name: 'Add a user' }).click();
    await dialog.getByLabel('Name').fill('beth');
    await dialog.getByLabel('Password').fill('correct horse battery');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('beth', { exact: true }).waitFor();
    await accessible(page);
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByLabel('Action').fill('user.add');
    await page.locator('.entries').getByText('beth').waitFor();
    await expect.poll(() => page.locator('.entries > li').count()).toBe(1);
    await page.getByLabel('Action').fill('');
    await page.locator('.entries').getByText('monitoring', { exact: true }).waitFor();
    await accessible(page);
    expect(await page.content()).not.toContain(token);
  });

  it('show the configuration without secrets, and to admins alone', async () => {
    const page = await signedIn('admin', '/configuration');
    await page.getByRole('searchbox').fill('poll_interval');
    await page.getByRole('row', { name: /POLL_INTERVAL 7 environment/ }).waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('cell', { name: '*****' }).first().waitFor();
    await accessible(page);
    expect(await page.content()).not.toContain(SECRET);
  });

  it('show no buttons to who may only look, and fit on a phone', async () => {
    await balancer.store.tenants.add({ id: 'id-of-t', name: 'quiet', secrets: ['nobody-sees-it'], lrs: {} });
    const page = await signedIn('read', '/tenants/id-of-t', { viewport: { width: 360, height: 740 } });
    await page.getByRole('heading', { name: 'quiet' }).waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    for (const path of ['/tenants/id-of-t', '/tenants', '/recordings', '/callbacks', '/placement']) {
      await page.goto(`${balancer.origin}/admin${path}`);
      await page.locator('.details, .table-box, .state.empty').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      // Headings of a table sort it.
      expect(await page.locator('main button:not(th button)').count()).toBe(0);
      expect(await page.content()).not.toContain('nobody-sees-it');
    }
  });
});
