import type { ServerResponse } from 'node:http';
import type { BbbError } from '../../bbb/errors.ts';
import { xml } from '../../bbb/xml.ts';
import { sendPage } from '../answer.ts';

const REFRESH_SECONDS = 10;

interface Page {
  readonly status: 404 | 503;
  readonly title: string;
  readonly text: string;
  /** Whether waiting may help. */
  readonly refresh: boolean;
}

const WAITING: Page = {
  status: 503,
  title: 'The meeting is not available right now',
  text: 'The server of this meeting can not be reached. This page tries again by itself.',
  refresh: true,
};

/** With REATTACH_GRACE its server is waited for. */
const AWAY: Page = {
  ...WAITING,
  text: 'The server of this meeting is away. As soon as it is back, this page opens the meeting by itself.',
};

const PAGES: Readonly<Record<string, Page>> = {
  serverUnavailable: AWAY,
  internalError: WAITING,
  notFound: {
    status: 404,
    title: 'The meeting was not found',
    text: 'It may not have started yet, or it has ended. This page tries again by itself.',
    refresh: true,
  },
};

const BAD_LINK: Page = {
  status: 404,
  title: 'This link is not valid',
  text: 'Please go back to where you found it and open the meeting from there again.',
  refresh: false,
};

/** A person who follows a join link, as told by what a browser accepts; API clients name XML, or nothing. */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const html = quality(accept, ['text/html', 'application/xhtml+xml']);
  return html > 0 && html >= quality(accept, ['application/xml', 'text/xml']);
}

/** A failed join as a small page instead of raw XML; the status says whether waiting may help. */
export function sendJoinPage(response: ServerResponse, error: BbbError): void {
  const page = PAGES[error.key] ?? BAD_LINK;
  if (page.refresh) response.setHeader('refresh', REFRESH_SECONDS);
  if (page.status === 503) response.setHeader('retry-after', REFRESH_SECONDS);
  sendPage(response, page.status, html(page, error));
}

function html({ title, text, refresh }: Page, error: BbbError): string {
  return xml`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh ? meta : ''}<title>${title}</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
body { min-height: 90vh; display: grid; place-items: center; margin: 1rem }
main { max-width: 32rem; text-align: center }
h1 { font-size: 1.5rem }
small { opacity: .7 }
</style>
</head>
<body>
<main role="alert">
<h1>${title}</h1>
<p>${text}</p>
<p><small>${error.message}</small></p>
</main>
</body>
</html>
`.toString();
}

const meta = xml`<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
`;

/** The highest weight an Accept header gives one of the types; 0: it does not name them. */
function quality(accept: string, types: readonly string[]): number {
  const weights = accept.split(',').map((part) => {
    const [type = '', ...params] = part.split(';').map((text) => text.trim().toLowerCase());
    if (!types.includes(type)) return 0;
    const q = params.find((param) => param.startsWith('q='));
    return q === undefined ? 1 : Number(q.slice(2)) || 0;
  });
  return Math.max(...weights);
}
