import type { IncomingMessage, ServerResponse } from 'node:http';
import { noteCall } from '../../telemetry/request.ts';
import type { Target } from '../target.ts';
import { createCallers } from './caller.ts';
import { createCompatApi } from './compat.ts';
import type { AdminDeps } from './deps.ts';
import { createEvents } from './events.ts';
import type { Face } from './face.ts';
import { createPages } from './pages.ts';
import { createRest } from './rest.ts';
import { createSessions } from './sessions.ts';

const BASE = '/scalelite/api';

export function isAdminPath(path: string): boolean {
  return path === BASE || path.startsWith(`${BASE}/`);
}

/**
 * The admin API: its pages, the REST face of the operations, and all else as the calls that the Ruby
 * Scalelite has.
 */
export function createAdminApi(
  deps: AdminDeps,
): (message: IncomingMessage, target: Target, response: ServerResponse) => Promise<void> {
  const callers = createCallers(deps);
  const faces: readonly Face[] = [
    createPages(),
    createEvents(deps, callers),
    createSessions(deps, callers),
    createRest(deps, callers),
    createCompatApi(deps, callers),
  ];
  return async (message, target, response) => {
    const started = performance.now();
    const inner = { path: target.path.slice(BASE.length), query: target.query };
    for (const face of faces) {
      const done = await face(message, inner, response);
      if (done === undefined) continue;
      const ms = Math.round((performance.now() - started) * 10) / 10;
      noteCall(done.call, done.outcome);
      deps.countAdmin(done.call, done.outcome);
      deps.log.info({ call: done.call, method: message.method, outcome: done.outcome, ms }, 'admin call');
      return;
    }
  };
}
