import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './helpers/index.ts';

const dist = join(root, 'web/dist');
const MOST_BYTES = 120_000;

describe.skipIf(!existsSync(dist))('the dashboard as it is built', () => {
  const assets = () => readdirSync(join(dist, 'assets'));

  it('is small: all its scripts together, compressed', () => {
    const scripts = assets().filter((name) => name.endsWith('.js.gz'));
    const bytes = scripts.map((name) => statSync(join(dist, 'assets', name)).size);
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES);
  });

  it('has nothing inside of its page, and nothing from elsewhere', () => {
    const page = readFileSync(join(dist, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*src=)/);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url?.slice(0, 14))).toEqual(
      expect.arrayContaining(['/admin/assets/']),
    );
    expect(page).not.toMatch(/(?:src|href)="(?!\/admin\/)/);
  });

  it('has each of its files compressed in both ways', () => {
    const plain = assets().filter((name) => /\.(js|css|svg)$/.test(name));
    const missing = plain.flatMap((name) =>
      [`${name}.br`, `${name}.gz`].filter((other) => !assets().includes(other)),
    );
    expect(missing).toEqual([]);
  });
});
