import { describe, expect, it } from 'vitest';
import { prepare } from './request.ts';

describe('a request', () => {
  it('has its fields in path and query', () => {
    expect(prepare(['GET', '/servers/{id}'], { id: 'a/b c', show_secrets: true, tag: undefined })).toEqual({
      url: '/scalelite/api/servers/a%2Fb%20c?show_secrets=true',
      method: 'GET',
      body: undefined,
    });
    expect(prepare(['DELETE', '/servers/{id}'], { id: 'a' }).url).toBe('/scalelite/api/servers/a');
  });

  it('has its fields in path and body', () => {
    expect(prepare(['PATCH', '/servers/{id}'], { id: 'a', tag: null, url: undefined })).toEqual({
      url: '/scalelite/api/servers/a',
      method: 'PATCH',
      body: '{"tag":null}',
    });
  });
});
