import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedServer } from '../../src/simulator/simulated-server.ts';
import { runProcess } from '../helpers/index.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { canBrowse } from './browser.ts';
import { confirmed, type Dashboard, go, live, openDashboard } from './dashboard.ts';

const PASSWORD = 'correct horse battery';
const TIMEOUT = 120_000;

let balancer: Balancer;
let dashboard: Dashboard;

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

/** Where the keyboard is. */
async function focused(page: Page): Promise<unknown> {
  return await page.evaluate('document.activeElement.textContent.trim()');
}

describe.skipIf(!canBrowse())('the dashboard', { timeout: TIMEOUT }, () => {
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const env = { POLL_INTERVAL: '0.5', SERVER_UNHEALTHY_THRESHOLD: '1' };
    balancer = await startBalancer({ fleet: { servers: 9 }, parts: 'poller', env });
    closers.unshift(() => balancer.close());
    dashboard = await openDashboard(balancer);
    closers.unshift(() => dashboard.close());
  }, TIMEOUT);

  afterAll(async () => {
    for (const close of closers) await close();
  });

  it('lets in who knows a password, by the keyboard alone, where they wanted to go, and out again', async () => {
    await dashboard.make('/users', { name: 'ann', password: PASSWORD, scope: 'operate' });
    const page = await dashboard.visitAsStranger('/meetings');
    await page.getByLabel('User').focus();
    await page.keyboard.type('ann');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not that one');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('is not valid').waitFor();
    await page.getByLabel('Password').last().fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Meetings', level: 1 }).waitFor();
    await page.reload();
    await page.getByText('ann', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Scalelite' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to Scalelite' }).waitFor();
  });

  it('tells at once what others do, and that a server died', async () => {
    const [page] = await Promise.all([dashboard.visit('admin'), meetingOn(server(2), 'goes on', 1)]);
    const bar = (id: string) => page.locator(`.bar[data-server=${id}]`);
    const status = (id: string) => bar(id).getAttribute('data-status');
    await bar('sim-2').waitFor();
    expect(await status('sim-2')).toBe('ok');
    await server(3).fault('refuse');
    await runProcess({ command: 'bin/rake', args: ['servers:cordon[sim-2]'], env: balancer.env });
    await expect.poll(() => status('sim-2')).toBe('cordoned');
    // The newest comes first; other stories cordon as well.
    await page.locator('.news li', { hasText: 'sim-2' }).getByText('Server cordoned').first().waitFor();
    await expect.poll(() => status('sim-3')).toBe('offline');
    await page.locator('.alert', { hasText: 'sim-3' }).waitFor();
    const mark = "document.querySelector('.bar[data-server=sim-3] .mark')";
    expect(await page.evaluate(`getComputedStyle(${mark}).color`)).toBe('rgb(184, 58, 0)');
  });

  it('cordons in the list, disables and enables on the page, each with its consequence', async () => {
    const [page] = await Promise.all([
      dashboard.visit('operate', '/servers'),
      meetingOn(server(4), 'lecture', 3),
    ]);
    const row = page.getByRole('row', { name: 'sim-4' });
    await row.locator('.column-users', { hasText: '3' }).waitFor();
    await confirmed(page, 'Cordon', /gets no new meetings.*1 meeting with 3 users/, row);
    await page.getByRole('status').getByText('sim-4 is cordoned').waitFor();
    expect(await stateOf(server(4))).toBe('cordoned');
    await go(page, '/admin/servers/sim-4');
    await confirmed(page, 'Enable', /New meetings are placed on sim-4/);
    await expect.poll(() => stateOf(server(4))).toBe('enabled');
    await confirmed(page, 'Disable', /^Ends 1 meeting with 3 users/);
    expect(await stateOf(server(4))).toBe('disabled');
    expect(server(4).room('lecture')).toBeUndefined();
    await page.locator('.heading [data-status=disabled]').waitFor();
  });

  it('empties a server in panic, by the keyboard, and does nothing that was not confirmed', async () => {
    const [page] = await Promise.all([
      dashboard.visit('operate', '/servers/sim-5'),
      meetingOn(server(5), 'seminar', 2),
    ]);
    await page.locator('.tiles').getByText('2', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Panic' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('at once?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Panic');
    expect([await stateOf(server(5)), server(5).room('seminar')?.isEnding]).toEqual(['enabled', false]);
    await page.keyboard.press('Enter');
    await page.getByText(/^Ends 1 meeting with 2 users on sim-5 at once/).waitFor();
    for (let steps = 0; steps < 4 && (await focused(page)) !== 'Panic'; steps += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await stateOf(server(5))).toBe('disabled');
    expect(server(5).room('seminar')).toBeUndefined();
    await page.getByRole('button', { name: 'Panic' }).waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
  });

  it('tells what a server did not end when it was disabled, and what becomes of it', async () => {
    const [page] = await Promise.all([
      dashboard.visit('operate', '/servers/sim-9'),
      meetingOn(server(9), 'stubborn', 1),
      server(9).fault({ kind: '500', calls: ['end'] }),
    ]);
    await page.locator('.tiles').getByText('1', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.locator('dialog footer .danger').click();
    const told = page.getByRole('dialog', { name: 'Not everything could be ended' });
    await told
      .getByText(/The meeting stubborn .* did not end it .* is ended once the server answers/)
      .waitFor();
    await told.getByRole('button', { name: 'Close' }).last().click();
    await told.waitFor({ state: 'detached' });
    await server(9).fault('none');
  });

  it('adds a server that was tried first, changes it and removes it', async () => {
    const { url, secret } = server(6);
    await balancer.store.servers.remove('sim-6');
    const page = await dashboard.visit('admin', '/servers');
    await page.getByRole('button', { name: 'Add a server' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('URL of its BBB API').fill(url);
    await dialog.getByLabel('Shared secret').fill('not the secret');
    await dialog.getByRole('button', { name: 'Try URL and secret' }).click();
    await dialog.getByText('That does not work: it does not take the secret').waitFor();
    await dialog.getByRole('button', { name: 'Add it all the same' }).waitFor();
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
    await dialog.getByLabel('Most meetings').fill('20');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await balancer.store.servers.find(added?.id ?? '')).toMatchObject({ tag: 'large', secret });
    await page.getByText('0 of 20').waitFor();
    await confirmed(page, 'Remove', /Its secret is forgotten/);
    await page.getByRole('heading', { name: 'Servers', level: 1 }).waitFor();
    expect(await balancer.store.servers.find(added?.id ?? '')).toBeUndefined();
  });

  it('finds a meeting by its name, sees who comes, joins it to help, and ends it', async () => {
    const [page] = await Promise.all([
      dashboard.visit('operate', '/meetings'),
      meetingOn(server(7), 'algebra/7', 2),
    ]);
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
    const inside = room?.attendees.map(({ fullName, role }) => [fullName, role]);
    expect(inside).toContainEqual(['for operate (support)', 'MODERATOR']);
    await tab.close();
    await confirmed(page, 'End', /^Name of algebra\/7 \(algebra\/7\) ends for (3|4) users\.$/);
    expect(server(7).room('algebra/7')).toBeUndefined();
    expect(await balancer.home('algebra/7')).toBeUndefined();
  });

  it('ends a meeting from the list, for as many as are in it', async () => {
    const [page] = await Promise.all([
      dashboard.visit('operate', '/meetings'),
      meetingOn(server(8), 'tea', 2),
    ]);
    const row = page.getByRole('row', { name: 'Name of tea' });
    await row.locator('.column-users', { hasText: '2' }).waitFor();
    await confirmed(page, 'End', /ends for 2 users/, row);
    expect(server(8).room('tea')).toBeUndefined();
    await row.waitFor({ state: 'detached' });
  });

  it('finds and sorts servers, up and down', async () => {
    const page = await dashboard.visit('read', '/servers');
    const ids = () => page.locator('td.column-id').allTextContents();
    await page.getByRole('searchbox').fill('SIM-1');
    await expect.poll(ids).toEqual(['sim-1']);
    await page.getByRole('searchbox').fill('');
    await expect.poll(async () => (await ids()).length).toBeGreaterThanOrEqual(7);
    const up = await ids();
    expect(up).toEqual([...up].sort());
    await page.getByRole('columnheader', { name: 'Server' }).getByRole('button').click();
    await expect.poll(async () => (await ids())[0]).toBe(up.at(-1));
    const sorted = page.locator('th[aria-sort=descending]');
    expect(await sorted.textContent()).toBe('Server');
  });

  it('says that the connection is lost, and goes on when it is back', async () => {
    const page = await dashboard.visit('read', '', {});
    await page.clock.install();
    const stream = '**/scalelite/api/events';
    await page.route(stream, (route) => route.abort());
    await page.reload();
    await page.getByText('Connection lost').waitFor();
    await page.clock.fastForward(5000);
    await page.getByRole('alert').getByText('There is no connection since').waitFor();
    await page.unroute(stream);
    await page.clock.fastForward(10_000);
    await live(page);
    await page.locator('.bar').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('sees that the network is gone, and that a stream has died in silence', async () => {
    const page = await dashboard.visit('admin', '', {});
    await page.clock.install();
    await page.reload();
    await live(page);
    await page.context().setOffline(true);
    await page.getByText('Connection lost').waitFor();
    await page.getByRole('link', { name: 'Configuration' }).click();
    await page.getByRole('alert').getByText('does not answer').waitFor();
    await page.context().setOffline(false);
    await live(page);
    await page.locator('.table-box').waitFor();
    // As after a laptop has slept: nothing is told to the stream, which is silent since.
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await page.getByText('Connection lost').waitFor();
    await page.clock.resume();
    await live(page);
  });

  it('asks to sign in anew when the session is over, and takes a token', async () => {
    const page = await dashboard.visit('read', '', {});
    await page.context().clearCookies();
    // By its address: the overview may ask something itself meanwhile, and its links be gone.
    await go(page, '/admin/servers');
    await page.getByText('The session is over').waitFor();
    await page.getByLabel('Token').first().check();
    await page.locator('input[type=password]').fill(await dashboard.tokenFor('operate'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('row', { name: 'sim-1' }).getByRole('button', { name: 'Cordon' }).waitFor();
  });
});
