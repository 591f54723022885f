import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adminApiPage } from '../scripts/admin-api-docs.ts';
import { cliPage } from '../scripts/cli-docs.ts';
import { configurationPage, envExample } from '../scripts/configuration-docs.ts';
import { root } from './helpers/index.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the documentation', () => {
  it('of the configuration is as `npm run docs` makes it now', () => {
    expect(read('docs/configuration.md')).toBe(configurationPage());
    expect(read('.env.example')).toBe(envExample());
  });

  it('of the command line is as `npm run docs` makes it now', () => {
    expect(read('docs/cli.md')).toBe(cliPage());
  });

  it('of the admin API is as `npm run docs` makes it now', () => {
    expect(read('docs/admin-api.md')).toBe(adminApiPage());
  });

  it('has no link to a file that is not there', () => {
    const pages = [...markdownIn('.'), ...markdownIn('docs')];
    const broken = pages.flatMap((page) =>
      linksOf(read(page))
        .filter((link) => !existsSync(join(root, dirname(page), link)))
        .map((link) => `${page}: ${link}`),
    );
    expect(pages).toContain('README.md');
    expect(broken).toEqual([]);
  });
});

function markdownIn(directory: string): string[] {
  return readdirSync(join(root, directory))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(directory, name));
}

/** Of this repository, without their fragments. */
function linksOf(page: string): string[] {
  return [...page.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link]) => link ?? '');
}
