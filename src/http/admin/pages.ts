import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { operations } from '../../operations/index.ts';
import { openApiDocument } from '../../operations/openapi.ts';
import { NO_SNIFFING } from '../security-headers.ts';
import { docsPage, STYLE } from './docs-page.ts';
import { withEvents } from './events-document.ts';
import type { Face } from './face.ts';
import { sendRest } from './send.ts';

interface Page {
  readonly type: string;
  readonly text: string;
}

/** Nothing is loaded from anywhere, and nothing runs. */
const POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** The API's description, for programs and for people. Anybody may read it: it tells nothing of the installation. */
export function createPages(): Face {
  const pages = new Map<string, () => Page>([
    [
      '/openapi.json',
      once(() => ({
        type: 'application/json',
        text: JSON.stringify(withEvents(openApiDocument(operations))),
      })),
    ],
    ['/docs', once(() => ({ type: 'text/html', text: docsPage(operations) }))],
  ]);
  return async ({ method }, { path }, response) => {
    const page = pages.get(path);
    if (page === undefined) return undefined;
    const reads = method === 'GET' || method === 'HEAD';
    if (reads) send(response, page());
    else
      sendRest(response, {
        status: 405,
        body: { error: 'This path takes GET, HEAD' },
        headers: { allow: 'GET, HEAD' },
      });
    return { call: path.slice(1), outcome: reads ? 'ok' : '405' };
  };
}

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function send(response: ServerResponse, { type, text }: Page): void {
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    ...NO_SNIFFING,
  });
  response.end(text);
}
