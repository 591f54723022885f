import type { Server } from './server.ts';

/** A server for the tests of the rules: enabled, online, idle, and with nothing that an operator said of it. */
export function server(id: string, change: Partial<Server> = {}): Server {
  return {
    id,
    url: `https://${id}/bigbluebutton/api`,
    secret: 'secret',
    tag: undefined,
    state: 'enabled',
    online: true,
    load: 0,
    loadMultiplier: 1,
    meetings: 0,
    users: 0,
    largestMeeting: 0,
    videos: 0,
    bbbVersion: '',
    healthy: 0,
    unhealthy: 0,
    ...change,
  };
}
