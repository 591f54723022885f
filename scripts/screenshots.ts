/**
 * Takes the pictures of the dashboard in docs/: `node scripts/screenshots.ts [MINUTES]`. Starts a demo of its own, lets
 * it play for so long (default 4), so that there is something to be seen, and makes something happen in it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { startChild } from '../test/helpers/child.ts';
import { freePort } from '../test/helpers/ports.ts';
import { findProgram } from '../test/helpers/programs.ts';

interface Picture {
  readonly name: string;
  readonly path: string;
  /** What is to be seen before it is taken. */
  readonly shows: string;
  readonly context?: BrowserContextOptions;
}

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 780 } };
const TALL: BrowserContextOptions = { viewport: { width: 1280, height: 960 } };
const DARK: BrowserContextOptions = { colorScheme: 'dark' };
const STARTS_WITHIN_MS = 60_000;

const pictures: readonly Picture[] = [
  { name: 'overview', path: '', shows: '.bar' },
  { name: 'overview-dark', path: '', shows: '.bar', context: DARK },
  { name: 'servers', path: '/servers', shows: '.table-box' },
  { name: 'server', path: '/servers/demo-1', shows: '.u-legend', context: TALL },
  { name: 'meetings', path: '/meetings', shows: '.table-box' },
  { name: 'recordings', path: '/recordings', shows: '.table-box' },
  { name: 'phone', path: '', shows: '.bar', context: { ...PHONE, ...DARK } },
];

const root = join(import.meta.dirname, '..');
const directory = join(root, 'docs/pictures');
const [minutes = '4'] = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), 'scalelite-pictures-'));
const port = await freePort();
const env = { ...process.env, DATA_DIR: data, PORT: String(port), POLL_INTERVAL: '2' };
const origin = `http://127.0.0.1:${port}`;
const demo = await startChild(join(root, 'bin/scalelite'), ['demo'], { cwd: root, env });
try {
  await answers(Date.now() + STARTS_WITHIN_MS);
  const token = setScene();
  await delay(Number(minutes) * 60_000);
  run('simulate', 'fault', '3', 'refuse');
  run('servers', 'cordon', 'demo-4');
  // Two polls later it is offline.
  await delay(10_000);
  await takeAll(token);
} finally {
  await demo.stop();
  rmSync(data, { recursive: true, force: true });
}

function run(...args: string[]): string {
  return execFileSync(join(root, 'bin/scalelite'), args, { cwd: root, env, encoding: 'utf8' });
}

async function answers(until: number): Promise<void> {
  while (Date.now() < until) {
    if (
      await fetch(`${origin}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await delay(200);
  }
  throw new Error('The demo does not answer');
}

/** Who looks, and what there is besides meetings. Gives the token to look with. */
function setScene(): string {
  for (const name of ['Algebra', 'Physics for all', 'Welcome to the course'])
    run('simulate', 'archive', '--name', name, '--formats', 'presentation,video');
  const made: unknown = JSON.parse(run('tokens', 'create', '--name', 'ann', '--scope', 'admin', '--json'));
  return String(Object(made).token);
}

async function takeAll(token: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const browser = await chromium.launch({ executablePath: findProgram('chromium'), args: ['--no-sandbox'] });
  try {
    for (const picture of pictures) await take(browser, picture, token);
  } finally {
    await browser.close();
  }
}

async function take(
  browser: Browser,
  { name, path, shows, context: given }: Picture,
  token: string,
): Promise<void> {
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ viewport, locale: 'en', reducedMotion: 'reduce', ...given });
  const headers = { 'x-requested-by': 'dashboard' };
  await context.request.post(`${origin}/scalelite/api/session`, { data: { token }, headers });
  const page = await context.newPage();
  await page.goto(`${origin}/admin${path}`);
  await page.locator('.liveness.live').waitFor();
  await page.locator(shows).first().waitFor();
  await page.locator('main:not(:has(.loading))').waitFor();
  // Lines of the last hours come after the rest.
  await delay(1500);
  await page.screenshot({ path: join(directory, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
  await context.close();
}
