import { describe, expect, it } from 'vitest';
import { operations } from '../../operations/index.ts';
import { openAdminApi } from './testing.ts';

describe('the description of the admin API', () => {
  it('is there for programs, without credentials', async () => {
    const { ask } = await openAdminApi();
    const { status, json, headers } = await ask('GET', '/openapi.json');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(json).toMatchObject({
      openapi: '3.1.0',
      paths: { '/servers/{id}': { get: { operationId: 'servers.show' } } },
    });
  });

  it('is there for people, tells every operation, and loads nothing from anywhere', async () => {
    const { ask } = await openAdminApi();
    const { status, text, headers } = await ask('GET', '/docs');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(operations.filter(({ name }) => !text.includes(`id="${name}"`))).toEqual([]);
    expect(text).toContain('<section id="events.listen">');
    expect(text).toContain('<li><code>totals</code>: the new ones</li>');
    expect(text).not.toMatch(/<script|<img|<link|src=|url\(/);
  });

  it('is only read', async () => {
    const { ask } = await openAdminApi();
    const refused = await ask('POST', '/docs');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await ask('HEAD', '/docs')).toMatchObject({ status: 200, text: '' });
  });
});
