import { describe, expect, it } from 'vitest';
import { listOf, pathTo, type Route, routeOf } from './route.ts';

describe('an address of the dashboard', () => {
  it.each<Exclude<Route, { page: 'unknown' }>>([
    { page: 'overview' },
    { page: 'servers' },
    { page: 'server', id: 'bbb1.example.com' },
    { page: 'meetings' },
    { page: 'meeting', id: 'a/b c%?' },
    { page: 'recordings' },
    { page: 'recording', id: '183f-17' },
    { page: 'tenants' },
    { page: 'tenant', id: '1f8e' },
    { page: 'callbacks' },
    { page: 'callback', id: '6f1c' },
    { page: 'audit' },
    { page: 'placement' },
    { page: 'access' },
    { page: 'configuration' },
  ])('is read as it was made: %j', (route) => {
    expect(routeOf(pathTo(route))).toEqual(route);
  });

  it('may have a slash more, and may be none of ours', () => {
    expect(routeOf('/admin/')).toEqual({ page: 'overview' });
    expect(routeOf('/admin/servers/')).toEqual({ page: 'servers' });
    expect(routeOf('/admin/servers/a/b')).toEqual({ page: 'unknown' });
    expect(routeOf('/admin/audit/a')).toEqual({ page: 'unknown' });
    expect(routeOf('/admin/nowhere')).toEqual({ page: 'unknown' });
    expect(routeOf('/admin/overview')).toEqual({ page: 'unknown' });
    expect(routeOf('/admin/servers/%zz')).toEqual({ page: 'server', id: '%zz' });
  });

  it('belongs to a row of the navigation', () => {
    expect(listOf({ page: 'overview' })).toBe('overview');
    expect(listOf({ page: 'audit' })).toBe('audit');
    expect(listOf({ page: 'tenant', id: 'a' })).toBe('tenants');
    expect(listOf({ page: 'unknown' })).toBeUndefined();
  });
});
