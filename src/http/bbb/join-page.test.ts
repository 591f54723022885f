import { describe, expect, it } from 'vitest';
import { prefersHtml } from './join-page.ts';

describe('a failed join is a page for people', () => {
  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8', true],
    ['text/html', true],
    ['text/html;q=0.5, application/xml', false],
    ['application/xml', false],
    ['text/xml, */*', false],
    ['*/*', false],
    ['', false],
    [undefined, false],
  ])('when their Accept is %s: %s', (accept, page) => {
    expect(prefersHtml(accept)).toBe(page);
  });
});
