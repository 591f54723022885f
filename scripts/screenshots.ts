/**
 * Takes the pictures of the dashboard in docs/: `node scripts/screenshots.ts URL` while `npm run demo` runs
 * there, with a token of scope admin in SCALELITE_TOKEN.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findProgram } from '../test/helpers/programs.ts';

interface Picture {
  readonly name: string;
  readonly path: string;
  /** What is to be seen before it is taken. */
  readonly shows: string;
  readonly context?: BrowserContextOptions;
}

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 780 } };
const DARK: BrowserContextOptions = { colorScheme: 'dark' };

const pictures: readonly Picture[] = [
  { name: 'overview', path: '', shows: '.bar' },
  { name: 'overview-dark', path: '', shows: '.bar', context: DARK },
  { name: 'servers', path: '/servers', shows: '.table-box' },
  { name: 'server', path: '/servers/demo-1', shows: '.u-legend' },
  { name: 'meetings', path: '/meetings', shows: '.table-box' },
  { name: 'phone', path: '', shows: '.bar', context: { ...PHONE, ...DARK } },
];

const directory = join(import.meta.dirname, '../docs/pictures');
const [origin = 'http://localhost:3000'] = process.argv.slice(2);
const token = process.env['SCALELITE_TOKEN'];
if (token === undefined) throw new Error('Set SCALELITE_TOKEN to a token of scope admin');
mkdirSync(directory, { recursive: true });
const browser = await chromium.launch({ executablePath: findProgram('chromium'), args: ['--no-sandbox'] });
try {
  for (const picture of pictures) await take(picture, token);
} finally {
  await browser.close();
}

async function take({ name, path, shows, context: given }: Picture, secret: string): Promise<void> {
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ viewport, locale: 'en', reducedMotion: 'reduce', ...given });
  try {
    const page = await context.newPage();
    await signIn(page, path, secret);
    await page.locator(shows).first().waitFor();
    // Lines of the last hours come after the rest.
    await page.waitForLoadState('load');
    await page.locator('.liveness.live').waitFor();
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(directory, `${name}.png`) });
    console.log(`docs/pictures/${name}.png`);
  } finally {
    await context.close();
  }
}

async function signIn(page: Page, path: string, secret: string): Promise<void> {
  await page.goto(`${origin}/admin${path}`);
  await page.getByLabel('Token').first().check();
  await page.locator('input[type=password]').fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
