import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { imported } from '../../src/store/contract/recordings.contract.ts';
import { openDatabaseStore } from '../../src/store/index.ts';
import de from '../../web/src/i18n/de.json' with { type: 'json' };
import en from '../../web/src/i18n/en.json' with { type: 'json' };
import fr from '../../web/src/i18n/fr.json' with { type: 'json' };
import { pathTo, plain, type Single, single } from '../../web/src/route.ts';
import { type Balancer, SECRET, startBalancer } from './balancer.ts';
import { canBrowse } from './browser.ts';
import { barriersIn, type Dashboard, go, openDashboard, type Scope } from './dashboard.ts';

const TIMEOUT = 120_000;
const PHONE = { viewport: { width: 360, height: 740 } };
const SECRETS = [SECRET, 'nobody-sees-it', 'nobody-sees-that'];

type Texts = Readonly<Record<string, string>>;

/** A page, and what stands over it. */
interface Place {
  readonly path: string;
  readonly title: (texts: Texts) => string;
  readonly scope: Scope;
}

const titled = (title: string) => () => title;

const things: Readonly<Record<Single, { readonly id: string; readonly title: string }>> = {
  server: { id: 'sim-1', title: 'sim-1' },
  meeting: { id: 'algebra/1', title: 'Name of algebra' },
  recording: { id: 'record', title: 'Lecture' },
  tenant: { id: 'id-of-school', title: 'school' },
  callback: { id: 'told', title: 'recording-ready' },
};

/** All there are, from the table of routes. */
const places: readonly Place[] = [
  { path: '/admin', title: (texts) => texts['nav.overview'] ?? '', scope: 'read' },
  ...plain.map((page): Place => {
    const isForAdmins = ['audit', 'access', 'configuration'].includes(page);
    const title = (texts: Texts) => texts[`nav.${page}`] ?? '';
    return { path: pathTo({ page }), title, scope: isForAdmins ? 'admin' : 'read' };
  }),
  ...Object.values(single).map((page): Place => {
    const { id, title } = things[page];
    return { path: pathTo({ page, id }), title: titled(title), scope: 'read' };
  }),
  { path: '/admin/no/such', title: (texts) => texts['unknown.title'] ?? '', scope: 'read' },
];

describe.skipIf(!canBrowse())('every page of the dashboard', { timeout: TIMEOUT }, () => {
  const closers: (() => Promise<unknown>)[] = [];
  let balancer: Balancer;
  let dashboard: Dashboard;

  beforeAll(async () => {
    const tenancy = { MULTITENANCY_ENABLED: 'true', URL_HOST: '127.0.0.1' };
    const env = { ...tenancy, POLL_INTERVAL: '0.5', SERVER_UNHEALTHY_THRESHOLD: '1' };
    balancer = await startBalancer({ fleet: { servers: 4 }, parts: 'poller', env });
    closers.unshift(() => balancer.close());
    await fill();
    dashboard = await openDashboard(balancer);
    closers.unshift(() => dashboard.close());
    await dashboard.make('/users', { name: 'ann', password: 'correct horse battery', scope: 'read' });
  }, TIMEOUT);

  afterAll(async () => {
    for (const close of closers) await close();
  });

  /** Something of all that is shown, also of what is wrong. */
  async function fill(): Promise<void> {
    const { store, fleet, env } = balancer;
    const [host, dead] = fleet.servers;
    if (!host || !dead) throw new Error('there are four servers');
    await dead.fault('refuse');
    await store.servers.setState('sim-3', 'cordoned');
    await store.servers.setState('sim-4', 'disabled');
    const lrs = {
      lrs_endpoint: 'https://lrs.example.com',
      lrs_username: 'x',
      lrs_password: 'nobody-sees-that',
    };
    await store.tenants.add({ id: 'id-of-school', name: 'school', secrets: ['nobody-sees-it'], lrs });
    host.createRoom({ meetingId: 'algebra/1', name: 'Name of algebra', moderatorPw: 'mp' }, [
      { fullName: 'Ann' },
    ]);
    const record = { voiceBridge: '70123', tenantId: 'id-of-school', moderatorPw: 'mp' };
    await store.meetings.settle({ id: 'algebra/1', serverId: host.id, ...record }, 'settled', 3600);
    const config = loadConfig(env);
    const failed = join(config.recordingSpoolDir, 'failed');
    await mkdir(failed, { recursive: true });
    await writeFile(join(failed, 'lost.tar'), 'broken');
    await writeFile(join(failed, 'lost.reason'), 'its end is missing\n');
    const database = await openDatabaseStore(config);
    if (!database) throw new Error('there is no database');
    closers.unshift(() => database.close());
    await database.recordings.put(imported('record', { name: 'Lecture', meetingId: 'algebra/1' }));
    // Nobody listens at port 1: it waits for its next attempt.
    const receiver = 'http://127.0.0.1:1';
    const payload = JSON.stringify({ url: `${receiver}/nobody-sees-it`, meeting_id: 'm', record_id: 'r' });
    const callback = { id: 'told', kind: 'recording-ready', receiver, subject: 'record', payload };
    await database.outbox.add([callback]);
    const hook = { tenantId: undefined, meetingId: undefined, kind: 'mapped', signer: 'x' } as const;
    await database.hooks.add({ ...hook, callbackUrl: 'https://lms.example.com/hook', events: [] });
  }

  /** Goes there, and waits until all of it is shown. */
  async function shown(page: Page, { path, title }: Place, texts: Texts = en): Promise<void> {
    await go(page, path);
    await page.getByRole('heading', { name: title(texts), exact: true, level: 1 }).waitFor();
    await page.locator('main:not(:has(.loading))').waitFor();
  }

  it('keeps nobody out, in light colours and dark', async () => {
    const page = await dashboard.visit('admin');
    const barriers = await barriersIn(page);
    for (const place of places) {
      await shown(page, place);
      barriers.push(...(await barriersIn(page, 'main')));
    }
    await page.getByRole('link', { name: 'Servers' }).click();
    await page.getByRole('button', { name: 'Add a server' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('URL of its BBB API').fill('http://127.0.0.1:1/bigbluebutton/api');
    await dialog.getByLabel('Shared secret').fill('wrong');
    await dialog.getByRole('button', { name: 'Try and go on' }).click();
    await dialog.getByText('That does not work').waitFor();
    barriers.push(...(await barriersIn(page, 'dialog')));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Cordon' }).first().click();
    await dialog.locator('.consequence').waitFor();
    barriers.push(...(await barriersIn(page, 'dialog')));
    expect(barriers).toEqual([]);
  });

  it('keeps nobody out where they sign in', async () => {
    const page = await dashboard.visitAsStranger();
    await page.getByRole('heading', { name: 'Sign in to Scalelite' }).waitFor();
    expect(await barriersIn(page)).toEqual([]);
  });

  it.each([
    ['de', de],
    ['fr', fr],
  ] as const)('speaks %s, and fits on a phone', async (language, texts: Texts) => {
    const page = await dashboard.visit('admin', '', PHONE);
    await page.locator('select').last().selectOption(language);
    const others = new Set(Object.values(texts));
    const english = Object.values<string>(en).filter((text) => !text.includes('{') && !others.has(text));
    const words = `[...document.querySelectorAll('body *')].flatMap((element) => [
      ...[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim()),
      element.getAttribute('aria-label'), element.getAttribute('placeholder'), element.getAttribute('title'),
    ])`;
    const wrong: string[] = [];
    for (const place of places) {
      await shown(page, place, texts);
      const found = (await page.evaluate(words)) as (string | null)[];
      wrong.push(...english.filter((text) => found.includes(text)).map((text) => `${place.path}: ${text}`));
      if (Number(await page.evaluate('document.documentElement.scrollWidth')) > 360)
        wrong.push(`${place.path}: wider than the phone`);
    }
    expect(wrong).toEqual([]);
    await page.reload();
    await page.getByRole('heading', { name: texts['unknown.title'] ?? '' }).waitFor();
  });

  it('shows no buttons and no secrets to who may only look, and no page that is for admins', async () => {
    const page = await dashboard.visit('read', '', PHONE);
    const links = page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link');
    const offered = await links.allTextContents();
    for (const place of places) {
      await shown(page, place);
      if (place.scope === 'admin') expect(offered).not.toContain(place.title(en));
      // Headings of a table sort it.
      expect(await page.locator('main button:not(th button)').count(), place.path).toBe(0);
      const isRefused = (await page.getByText('it needs more rights').count()) === 1;
      expect(isRefused, place.path).toBe(place.scope === 'admin');
      const content = await page.content();
      for (const secret of [...SECRETS, ...balancer.fleet.servers.map((one) => one.secret)])
        expect(content, place.path).not.toContain(secret);
    }
  });

  it('tells and finds meetings by the name of their tenant', async () => {
    const page = await dashboard.visit('read', '/meetings');
    await page.getByRole('searchbox').fill('School');
    const row = page.getByRole('row', { name: 'Name of algebra' });
    await row.getByRole('link', { name: 'school', exact: true }).click();
    await page.getByRole('heading', { name: 'school', level: 1 }).waitFor();
  });

  it('has the colours that one chooses, and keeps them', async () => {
    const page = await dashboard.visit('read', '', { colorScheme: 'light' });
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.getByLabel('Colours').selectOption('dark');
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await background()).toBe(dark);
    await page.getByLabel('Colours').selectOption('system');
    expect(await background()).toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe(dark);
  });
});
