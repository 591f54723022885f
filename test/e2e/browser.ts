import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { root } from '../helpers/index.ts';
import { findProgram, hasProgram } from '../helpers/programs.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Whether there is a browser, and a dashboard to be looked at with it. */
export function canBrowse(): boolean {
  return NAMES.some(hasProgram) && existsSync(join(root, 'web/dist/index.html'));
}

/** The machine's own Chromium, without a window. */
export function openBrowser(): Promise<Browser> {
  const name = NAMES.find(hasProgram) ?? 'chromium';
  return chromium.launch({
    executablePath: findProgram(name),
    // Its sandbox does not work for root; all it gets to see is our own.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
