import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { SimulatedServer } from '../../src/simulator/simulated-server.ts';
import { runProcess, startProcess } from '../helpers/index.ts';
import { type Balancer, SECRET, sign, startBalancer } from './balancer.ts';
import { canBrowse, openBrowser } from './browser.ts';

interface Found {
  readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[];
}

const PASSWORD = 'correct horse battery';
const TIMEOUT = 120_000;

let balancer: Balancer;
let browser: Browser;

/** As whoever knows the secret. */
async function make<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`${balancer.origin}/scalelite/api${path}?${sign(`POST${path}`, {}, SECRET)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as T;
}

const tokens = new Map<string, string>();

async function tokenFor(scope: string): Promise<string> {
  const known = tokens.get(scope);
  if (known !== undefined) return known;
  const { token } = await make<{ token: string }>('/tokens', { name: `for ${scope}`, scope });
  tokens.set(scope, token);
  return token;
}

/** A browser of its own at that address, where nobody is signed in. */
async function open(path = '/admin', options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en', ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  page.on('console', (message) => {
    if (
      message.type() === 'error' &&
      !/status of 4|ERR_FAILED|ERR_INTERNET_DISCONNECTED/.test(message.text())
    )
      failures.push(message.text());
  });
  onTestFinished(() => expect(failures).toEqual([]));
  await page.goto(balancer.origin + path);
  return page;
}

async function signedIn(scope: string, path?: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await open(path, options);
  await signIn(page, scope);
  return page;
}

async function signIn(page: Page, scope: string): Promise<void> {
  await page.getByLabel('Token').first().check();
  await page.locator('input[type=password]').fill(await tokenFor(scope));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
}

/** Each test has a server of its own, so that they can run in any order. */
function server(number: number): SimulatedServer {
  const found = balancer.fleet.servers[number - 1];
  if (found === undefined) throw new Error(`there is no server ${number}`);
  return found;
}

/** A meeting with users, on that server and on record. */
async function meetingOn({ id, ...host }: SimulatedServer, meetingId: string, users: number): Promise<void> {
  const names = Array.from({ length: users }, (_, user) => ({ fullName: `User ${user}` }));
  host.createRoom({ meetingId, name: `Name of ${meetingId}`, moderatorPw: 'mp' }, names);
  const record = { voiceBridge: undefined, tenantId: undefined, moderatorPw: 'mp' };
  await balancer.store.meetings.settle({ id: meetingId, serverId: id, ...record }, 'settled', 3600);
  await expect.poll(async () => (await balancer.store.servers.find(id))?.users).toBe(users);
}

async function stateOf({ id }: SimulatedServer): Promise<string | undefined> {
  return (await balancer.store.servers.find(id))?.state;
}

/** Presses a button of the page, and the same in the dialog, which says this. */
async function confirmed(page: Page, name: string, consequence: RegExp): Promise<void> {
  await page.locator('main').getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.locator('.consequence').textContent()).toMatch(consequence);
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

describe.skipIf(!canBrowse())('the dashboard', { timeout: TIMEOUT }, () => {
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const env = { POLL_INTERVAL: '1', SERVER_UNHEALTHY_THRESHOLD: '1' };
    balancer = await startBalancer({ fleet: { servers: 8 }, env });
    closers.unshift(() => balancer.close());
    const poller = await startProcess({ command: 'bin/scalelite', args: ['poll'], env: balancer.env });
    closers.unshift(() => poller.stop());
    browser = await openBrowser();
    closers.unshift(() => browser.close());
  }, TIMEOUT);

  afterAll(async () => {
    for (const close of closers) await close();
  });

  it('lets in who knows a password, where they wanted to go, and out again', async () => {
    await make('/users', { name: 'ann', password: PASSWORD, scope: 'operate' });
    const page = await open('/admin/meetings');
    await page.getByLabel('User').fill('ann');
    await page.locator('input[type=password]').fill('not that one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('is not valid').waitFor();
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Meetings', level: 1 }).waitFor();
    await page.reload();
    await page.getByText('ann', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Scalelite' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to Scalelite' }).waitFor();
  });

  it('shows no buttons and no secrets to who may only look', async () => {
    const page = await signedIn('read', '/admin/servers/sim-1');
    await page.getByText(server(1).url).waitFor();
    expect(await page.locator('main').getByRole('button').count()).toBe(0);
    expect(await page.content()).not.toContain(server(1).secret);
    await page.getByRole('link', { name: 'Servers' }).first().click();
    await page.getByRole('link', { name: 'sim-2' }).waitFor();
    expect(
      await page
        .locator('main')
        .getByRole('button', { name: /Add|Cordon|Disable/ })
        .count(),
    ).toBe(0);
    await page.goto(`${balancer.origin}/admin/access`);
    await page.getByText('it needs more rights').waitFor();
    expect(await page.locator('main').getByRole('button').count()).toBe(0);
  });

  it('tells at once what others do, and that a server died', async () => {
    await meetingOn(server(2), 'goes on', 1);
    const page = await signedIn('admin');
    const bar = (id: string) => page.locator(`.bar[data-server=${id}]`);
    const status = (id: string) => bar(id).getAttribute('data-status');
    await bar('sim-2').waitFor();
    expect(await status('sim-2')).toBe('ok');
    await runProcess({ command: 'bin/rake', args: ['servers:cordon[sim-2]'], env: balancer.env });
    await expect.poll(() => status('sim-2')).toBe('cordoned');
    // The newest comes first; other stories cordon as well.
    await page.locator('.news li', { hasText: 'sim-2' }).getByText('Server cordoned').first().waitFor();
    await server(3).fault('refuse');
    await expect.poll(() => status('sim-3')).toBe('offline');
    await page.locator('.alert', { hasText: 'sim-3' }).waitFor();
    const mark = "document.querySelector('.bar[data-server=sim-3] .mark')";
    const colour = await page.evaluate(`getComputedStyle(${mark}).color`);
    expect(colour).toBe('rgb(184, 58, 0)');
  });

  it('cordons, disables and enables, each with its consequence', async () => {
    await meetingOn(server(4), 'lecture', 3);
    const page = await signedIn('operate', '/admin/servers/sim-4');
    await confirmed(page, 'Cordon', /gets no new meetings.*1 meeting with 3 users/);
    await expect.poll(() => stateOf(server(4))).toBe('cordoned');
    await confirmed(page, 'Enable', /New meetings are placed on sim-4/);
    await expect.poll(() => stateOf(server(4))).toBe('enabled');
    await confirmed(page, 'Disable', /^Ends 1 meeting with 3 users/);
    await expect.poll(() => stateOf(server(4))).toBe('disabled');
    expect(server(4).room('lecture')).toBeUndefined();
    await page.locator('.heading [data-status=disabled]').waitFor();
  });

  it('empties a server in panic, and does nothing that was not confirmed', async () => {
    await meetingOn(server(5), 'seminar', 2);
    const page = await signedIn('operate', '/admin/servers/sim-5');
    await page.getByRole('button', { name: 'Panic' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Panic');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('at once?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect([await stateOf(server(5)), server(5).room('seminar')?.isEnding]).toEqual(['enabled', false]);
    await confirmed(page, 'Panic', /^Ends 1 meeting with 2 users on sim-5 at once/);
    expect(await stateOf(server(5))).toBe('disabled');
    expect(server(5).room('seminar')).toBeUndefined();
  });

  it('adds a server that was tried first, changes it and removes it', async () => {
    const { url, secret } = server(6);
    await balancer.store.servers.remove('sim-6');
    const page = await signedIn('admin', '/admin/servers');
    await page.getByRole('button', { name: 'Add a server' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('URL of its BBB API').fill(url);
    await dialog.getByLabel('Shared secret').fill('not the secret');
    await dialog.getByRole('button', { name: 'Try URL and secret' }).click();
    await dialog.getByText('That does not work: checksumError').waitFor();
    await dialog.getByLabel('Shared secret').fill(secret);
    await dialog.getByRole('button', { name: 'Try and go on' }).click();
    await dialog.getByText('takes the secret').waitFor();
    await dialog.getByRole('button', { name: 'Add a server' }).click();
    await dialog.waitFor({ state: 'detached' });
    const added = (await balancer.store.servers.list()).find((one) => one.url === url);
    expect(added).toMatchObject({ secret, state: 'disabled' });
    await page.getByRole('link', { name: added?.id ?? '' }).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Tag').fill('large');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await balancer.store.servers.find(added?.id ?? '')).toMatchObject({ tag: 'large', secret });
    await confirmed(page, 'Remove', /Its secret is forgotten/);
    await page.getByRole('heading', { name: 'Servers', level: 1 }).waitFor();
    expect(await balancer.store.servers.find(added?.id ?? '')).toBeUndefined();
  });

  it('finds a meeting by its name, sees who comes, joins it to help, and ends it', async () => {
    await meetingOn(server(7), 'algebra/7', 2);
    const page = await signedIn('operate', '/admin/meetings');
    const row = page.getByRole('row', { name: 'Name of algebra/7' });
    await row.locator('.column-users', { hasText: '2' }).waitFor();
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('Nothing is like that.').waitFor();
    await page.getByRole('searchbox').fill('name ALG sim-7');
    await row.waitFor();
    const room = server(7).room('algebra/7');
    if (room) server(7).addUser(room, { fullName: 'Latecomer', role: 'VIEWER' });
    await row.locator('.column-users', { hasText: '3' }).waitFor();
    await page.getByRole('link', { name: 'Name of algebra/7' }).click();
    await page.getByRole('heading', { name: 'Name of algebra/7' }).waitFor();
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: 'Join as a moderator' }).click(),
    ]);
    await tab.getByRole('heading', { name: 'Name of algebra/7' }).waitFor();
    const inside = server(7)
      .room('algebra/7')
      ?.attendees.map(({ fullName, role }) => [fullName, role]);
    expect(inside).toContainEqual(['for operate (support)', 'MODERATOR']);
    await tab.close();
    await confirmed(page, 'End', /^Name of algebra\/7 \(algebra\/7\) ends for (3|4) users\.$/);
    expect(server(7).room('algebra/7')).toBeUndefined();
    expect(await balancer.home('algebra/7')).toBeUndefined();
  });

  it('works on a phone, in another language, by the keyboard', async () => {
    const phone = { viewport: { width: 360, height: 740 } };
    const page = await signedIn('admin', '/admin', phone);
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Übersicht' }).waitFor();
    for (const name of ['Server', 'Meetings', 'Übersicht']) {
      const link = page.getByRole('navigation').getByRole('link', { name });
      await link.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    }
    await page.reload();
    await page.getByRole('heading', { name: 'Übersicht' }).waitFor();
  });

  it('says that the connection is lost, and goes on when it is back', async () => {
    const page = await signedIn('read');
    const stream = '**/scalelite/api/events';
    await page.route(stream, (route) => route.abort());
    await page.reload();
    await page.getByText('Connection lost').waitFor();
    await page.getByRole('alert').getByText('There is no connection since').waitFor();
    await page.unroute(stream);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.locator('.bar').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('sees that the network is gone, and that a stream has died in silence', async () => {
    const page = await open();
    await page.clock.install();
    await signIn(page, 'admin');
    await page.context().setOffline(true);
    await page.getByText('Connection lost').waitFor();
    await page.getByRole('link', { name: 'Configuration' }).click();
    await page.getByRole('alert').getByText('does not answer').waitFor();
    await page.context().setOffline(false);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.locator('.table-box').waitFor();
    // As after a laptop has slept: nothing is told to the stream, which is silent since.
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await page.getByText('Connection lost').waitFor();
    await page.clock.resume();
    await page.getByText('Live', { exact: true }).waitFor();
  });

  it('asks to sign in anew when the session is over', async () => {
    const page = await signedIn('read');
    await page.context().clearCookies();
    // By its address: the overview may ask something itself meanwhile, and its links be gone.
    await page.evaluate(
      "history.pushState(null, '', '/admin/servers'); dispatchEvent(new PopStateEvent('popstate'))",
    );
    await page.getByText('The session is over').waitFor();
    await page.getByRole('heading', { name: 'Sign in to Scalelite' }).waitFor();
  });

  it('keeps nobody out, in light colours and dark', async () => {
    await meetingOn(server(8), 'axe', 1);
    const page = await signedIn('admin', '/admin', { bypassCSP: true });
    await page.addInitScript(axe.source);
    const bad: string[] = [];
    const look = async (): Promise<void> => {
      const found = await page.evaluate("axe.run({ resultTypes: ['violations'] })");
      for (const { id, impact, nodes } of (found as Found).violations)
        if (impact === 'serious' || impact === 'critical')
          bad.push(...nodes.map(({ html }) => `${page.url()} ${id} ${html}`));
    };
    for (const path of ['', '/servers', '/servers/sim-8', '/meetings', '/meetings/axe']) {
      await page.goto(`${balancer.origin}/admin${path}`);
      await page.locator('.bar, .table-box, .details').first().waitFor();
      await look();
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const path of ['/servers', '/servers/sim-8', '']) {
      await page.goto(`${balancer.origin}/admin${path}`);
      await page.locator('.bar, .table-box').first().waitFor();
      await look();
    }
    await page.getByRole('link', { name: 'Servers' }).click();
    await page.getByRole('button', { name: 'Add a server' }).click();
    await page.getByRole('dialog').getByLabel('Shared secret').waitFor();
    await look();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Scalelite' }).waitFor();
    await look();
    expect(bad).toEqual([]);
  });
});
