import { describe, expect, it } from 'vitest';
import { pathTo, type Route, routeOf } from './route.ts';

describe('an address of the dashboard', () => {
  it.each<Exclude<Route, { page: 'unknown' }>>([
    { page: 'overview' },
    { page: 'servers' },
    { page: 'server', id: 'bbb1.example.com' },
    { page: 'meetings' },
    { page: 'meeting', id: 'a/b c%?' },
  ])('is read as it was made: %j', (route) => {
    expect(routeOf(pathTo(route))).toEqual(route);
  });

  it('may have a slash more, and may be none of ours', () => {
    expect(routeOf('/admin/')).toEqual({ page: 'overview' });
    expect(routeOf('/admin/servers/')).toEqual({ page: 'servers' });
    expect(routeOf('/admin/servers/a/b')).toEqual({ page: 'unknown' });
    expect(routeOf('/admin/nowhere')).toEqual({ page: 'unknown' });
    expect(routeOf('/admin/servers/%zz')).toEqual({ page: 'server', id: '%zz' });
  });
});
