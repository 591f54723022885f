import { expect, it } from 'vitest';
import { dashboardLines, endpoint } from './banner.ts';

it.each([
  [undefined, { host: '0.0.0.0', port: 3000 }, 'http://localhost:3000/bigbluebutton/api'],
  [undefined, { host: '::', port: 80 }, 'http://localhost:80/bigbluebutton/api'],
  [undefined, { host: '10.0.0.5', port: 3000 }, 'http://10.0.0.5:3000/bigbluebutton/api'],
  [undefined, { host: 'fd00::5', port: 3000 }, 'http://[fd00::5]:3000/bigbluebutton/api'],
  [undefined, { path: '/run/api.sock' }, '/bigbluebutton/api on the socket /run/api.sock'],
  ['sl.example.com', { host: '0.0.0.0', port: 3000 }, 'https://sl.example.com/bigbluebutton/api'],
])('with URL_HOST %s on %j front-ends are given %s', (urlHost, listen, expected) => {
  expect(endpoint({ urlHost, listen })).toBe(expected);
});

it('the dashboard is beside the API, unless it is switched off', () => {
  const config = { urlHost: undefined, listen: { host: '0.0.0.0', port: 3000 }, dashboardDisabled: false };
  expect(dashboardLines(config, "DATA_DIR='/d' ")).toEqual([
    '  Dashboard     http://localhost:3000/admin',
    "                to sign in: DATA_DIR='/d' bin/scalelite users add ME --scope admin",
  ]);
  expect(dashboardLines({ ...config, dashboardDisabled: true }, '')).toEqual([]);
});
