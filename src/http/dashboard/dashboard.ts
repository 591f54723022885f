import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config.ts';
import { sendText } from '../answer.ts';
import type { Target } from '../target.ts';
import {
  type Coding,
  createDashboardFiles,
  type DashboardFile,
  type DashboardFiles,
  START,
} from './files.ts';

const BASE = '/admin';
const DIST = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
const NOT_BUILT = 'The dashboard is not built: `npm start` does that, or `npm ci && npm run build` in web/\n';

/** Everything comes from here, and nothing of it stands inside of the page. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export interface DashboardDeps {
  readonly config: Pick<Config, 'dashboardDisabled'>;
  /** Where it was built; default: `web/dist`. */
  readonly directory?: string;
}

/** Whether a path is the dashboard's. */
export function isDashboardPath(path: string): boolean {
  return path === BASE || path.startsWith(`${BASE}/`);
}

/**
 * Serves the built dashboard at `/admin`. It holds no secret and tells nothing of the installation: what it
 * shows it asks of the admin API, which knows who may see it.
 */
export function createDashboard({
  config,
  directory = DIST,
}: DashboardDeps): (message: IncomingMessage, target: Target, response: ServerResponse) => Promise<void> {
  const read = createDashboardFiles(directory);
  return async (message, { path }, response) => {
    if (config.dashboardDisabled)
      return sendText(response, 404, 'The dashboard is off (DASHBOARD_DISABLED)\n');
    if (message.method !== 'GET' && message.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return sendText(response, 405, 'The dashboard takes GET and HEAD\n');
    }
    const files = await read();
    if (files === undefined) return sendText(response, 404, NOT_BUILT);
    const file = fileAt(files, path.slice(BASE.length + 1));
    if (file === undefined) return sendText(response, 404, 'There is no such file\n');
    send(message, response, file);
  };
}

/** What looks like a file must be one; all else is an address within the dashboard. */
function fileAt(files: DashboardFiles, name: string): DashboardFile | undefined {
  return files.get(name) ?? (name.startsWith('assets/') ? undefined : files.get(START));
}

function send(message: IncomingMessage, response: ServerResponse, file: DashboardFile): void {
  const caching = file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
  const headers = { ...HEADERS, 'cache-control': caching, etag: file.etag, vary: 'Accept-Encoding' };
  const seen = (message.headers['if-none-match'] ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  if (seen.includes(file.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const [coding, body] = bodyFor(file, message.headers['accept-encoding'] ?? '');
  response.writeHead(200, {
    ...headers,
    'content-type': file.type,
    'content-length': body.length,
    ...(coding !== 'identity' && { 'content-encoding': coding }),
  });
  response.end(message.method === 'HEAD' ? undefined : body);
}

/** The smallest that the browser takes. */
function bodyFor({ bodies }: DashboardFile, accepted: string): readonly [Coding, Buffer] {
  const taken = accepted.split(',').flatMap((part) => {
    const [name = '', weight = ''] = part.split(';').map((text) => text.trim().toLowerCase());
    return /^q=0(\.0*)?$/.test(weight) ? [] : [name];
  });
  for (const coding of ['br', 'gzip'] as const) {
    const body = bodies.get(coding);
    if (body && taken.includes(coding)) return [coding, body];
  }
  return ['identity', bodies.get('identity') ?? Buffer.alloc(0)];
}
