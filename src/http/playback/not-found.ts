import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { Xml, xml } from '../../bbb/xml.ts';
import type { Log } from '../../cluster/log.ts';
import { sendPage } from '../answer.ts';

interface Texts {
  readonly locale: string;
  readonly title: string;
  /** HTML, as the operator wrote it. */
  readonly infoHtml: string;
}

const LOCALES = new URL('../../../config/locales/', import.meta.url);
const ENGLISH: Texts = {
  locale: 'en',
  title: 'Recording Not Found',
  infoHtml: 'The recording URL is invalid. This recording may have been either protected or deleted.',
};

/**
 * Makes the page for recordings that can not be played, in the language of DEFAULT_LOCALE: its texts are those of
 * `config/locales/LOCALE.yml`, or of the language without its region, or English. They are read when the page is
 * first asked for.
 */
export function createNotFound(locale: string, log: Log): (response: ServerResponse) => Promise<void> {
  let body: Promise<string> | undefined;
  return async (response) => {
    body ??= bestTexts(locale, log).then(page);
    sendPage(response, 404, await body);
  };
}

async function bestTexts(locale: string, log: Log): Promise<Texts> {
  for (const name of new Set([locale, locale.replace(/[-_].*$/, '')])) {
    const texts = await readTexts(name);
    if (texts !== undefined) return texts;
  }
  log.warn({ locale }, 'config/locales has no texts for DEFAULT_LOCALE');
  return ENGLISH;
}

/** Undefined: there is no such file, or the texts are not in it. */
async function readTexts(locale: string): Promise<Texts | undefined> {
  // A parser of 9 MB, which only those need who meet a bad link.
  const { parse } = await import('yaml');
  try {
    const document: unknown = parse(await readFile(new URL(`${locale}.yml`, LOCALES), 'utf8'));
    const text = (name: string): unknown => dig(document, [locale, 'errors', 'recording_not_found', name]);
    const [title, infoHtml] = [text('title'), text('info_html')];
    return typeof title === 'string' && typeof infoHtml === 'string'
      ? { locale, title, infoHtml }
      : undefined;
  } catch {
    return undefined;
  }
}

function dig(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    value,
  );
}

function page({ locale, title, infoHtml }: Texts): string {
  return xml`<!DOCTYPE html>
<html lang="${locale.replace('_', '-')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
body { min-height: 90vh; display: grid; place-items: center; margin: 1rem }
main { max-width: 32rem; text-align: center }
h1 { font-size: 1.5rem }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${new Xml(infoHtml)}</p>
</main>
</body>
</html>
`.toString();
}
