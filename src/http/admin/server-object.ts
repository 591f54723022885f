import { decimal } from '../../cluster/decimal.ts';
import type { Server } from '../../cluster/server.ts';

/** A server as clients of the admin API know it, its keys in their order. */
export function serverObject(server: Server): object {
  return {
    id: server.id,
    url: server.url,
    secret: server.secret,
    tag: server.tag ?? '',
    bbb_version: server.bbbVersion,
    state: server.state,
    load: server.load ?? 'unavailable',
    load_multiplier: decimal(server.loadMultiplier),
    online: server.online ? 'online' : 'offline',
  };
}
