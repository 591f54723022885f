import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { type Balancer, SECRET, sign } from './balancer.ts';
import { openBrowser } from './browser.ts';

export type Scope = 'read' | 'operate' | 'admin';

/** A balancer's dashboard, in real browsers. */
export interface Dashboard {
  /**
   * A page where that scope is signed in, and what is shown is live. `options`: in a browser of its own; left out: the
   * one of all stories with that scope, loaded anew, since a new one takes three times as long; its session, language
   * and colours are to be left as they are.
   */
  visit(scope: Scope, path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** A page in a browser of its own, where nobody is signed in. */
  visitAsStranger(path?: string): Promise<Page>;
  tokenFor(scope: Scope): Promise<string>;
  /** A POST of the admin API, by whoever knows the secret. */
  make<T>(path: string, body: object): Promise<T>;
  close(): Promise<void>;
}

export async function openDashboard({ origin }: Pick<Balancer, 'origin'>): Promise<Dashboard> {
  const browser = await openBrowser();
  const tokens = new Map<Scope, Promise<string>>();
  const pages = new Map<Scope, Promise<Watched>>();

  async function make<T>(path: string, body: object): Promise<T> {
    const answer = await fetch(`${origin}/scalelite/api${path}?${sign(`POST${path}`, {}, SECRET)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  }

  async function create(scope: Scope): Promise<string> {
    return (await make<{ token: string }>('/tokens', { name: `for ${scope}`, scope })).token;
  }

  const tokenFor = (scope: Scope) => once(tokens, scope, () => create(scope));

  /** Signs in without the page: how that goes has a story of its own. */
  async function signedIn(scope: Scope, options?: BrowserContextOptions): Promise<BrowserContext> {
    const context = await newContext(browser, options);
    const answer = await context.request.post(`${origin}/scalelite/api/session`, {
      data: { token: await tokenFor(scope) },
      headers: { 'x-requested-by': 'dashboard' },
    });
    if (!answer.ok()) throw new Error(await answer.text());
    return context;
  }

  const sharedPage = (scope: Scope) => once(pages, scope, async () => await watched(await signedIn(scope)));

  async function ownPage(context: BrowserContext): Promise<Watched> {
    onTestFinished(() => context.close());
    return await watched(context);
  }

  /** When the test is over, nothing may have gone wrong in it that nobody sees. */
  async function show({ page, failures }: Watched, path: string): Promise<Page> {
    onTestFinished(() => expect(failures.splice(0)).toEqual([]));
    await page.goto(`${origin}/admin${path}`);
    return page;
  }

  return {
    make,
    tokenFor,
    async visitAsStranger(path = '') {
      return await show(await ownPage(await newContext(browser)), path);
    },
    async visit(scope, path = '', options = undefined) {
      const own = options && (await ownPage(await signedIn(scope, options)));
      const page = await show(own ?? (await sharedPage(scope)), path);
      await live(page);
      return page;
    },
    close: () => browser.close(),
  };
}

interface Watched {
  readonly page: Page;
  /** What went wrong in it. */
  readonly failures: string[];
}

async function once<Key, Value>(made: Map<Key, Promise<Value>>, key: Key, make: () => Promise<Value>) {
  const found = made.get(key) ?? make();
  made.set(key, found);
  return await found;
}

function newContext(browser: Browser, options?: BrowserContextOptions): Promise<BrowserContext> {
  return browser.newContext({ locale: 'en', reducedMotion: 'reduce', ...options });
}

async function watched(context: BrowserContext): Promise<Watched> {
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  page.on('console', (message) => {
    const isExpected = /status of 4|ERR_FAILED|ERR_INTERNET_DISCONNECTED/.test(message.text());
    if (message.type() === 'error' && !isExpected) failures.push(message.text());
  });
  return { page, failures };
}

/** What is shown is what is. */
export async function live(page: Page): Promise<void> {
  await page.locator('.liveness.live').waitFor();
}

/** To another page of the dashboard, as its links lead there. */
export async function go(page: Page, path: string): Promise<void> {
  const there = JSON.stringify(path);
  await page.evaluate(`history.pushState(null, '', ${there}); dispatchEvent(new PopStateEvent('popstate'))`);
}

/** Presses a button of the page, and the same in the dialog, which says this. */
export async function confirmed(
  page: Page,
  name: string,
  consequence: RegExp,
  within = page.locator('main'),
): Promise<void> {
  await within.getByRole('button', { name, exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.locator('.consequence').textContent()).toMatch(consequence);
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** What keeps people out of what is shown now, or of that part of it, in light colours and dark. */
export async function barriersIn(page: Page, part = 'html'): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await look(page, part, "resultTypes: ['violations']");
  await page.emulateMedia({ colorScheme: 'dark' });
  return [...light, ...(await look(page, part, "runOnly: ['color-contrast']"))];
}

interface Found {
  readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[];
}

async function look(page: Page, part: string, options: string): Promise<string[]> {
  const { violations } = (await page.evaluate(`axe.run('${part}', { preload: false, ${options} })`)) as Found;
  const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return bad.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${page.url()} ${id} ${html}`));
}
