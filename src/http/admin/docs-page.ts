import type { Operation } from '../../operations/operation.ts';
import { type Chapter, type Entry, type FieldEntry, reference } from '../../operations/reference.ts';
import { EVENTS_DESCRIPTION, EVENTS_SUMMARY } from './events-document.ts';

export const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
nav ul { columns: 14rem; list-style: none; padding: 0; }
section { border-top: 1px solid #8886; margin-top: 2rem; }
pre { overflow-x: auto; padding: .75rem; background: #8882; border-radius: .4rem; }
code, pre { font: .9rem/1.45 ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-top: 1px solid #8884; }
.scope { float: right; font-size: .85rem; padding: 0 .6rem; border: 1px solid #8888; border-radius: 1rem; }
`;

/** All operations, and the stream of events, on one page, for people; nothing of it is loaded from elsewhere. */
export function docsPage(operations: readonly Operation[]): string {
  const chapters = reference(operations);
  const titles = [...chapters.map(({ title }) => title), 'events'];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scalelite admin API</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Scalelite admin API</h1>
<p>Each request brings a token in the header <code>Authorization: Bearer TOKEN</code>; <code>scalelite tokens create --name NAME --scope SCOPE</code> makes one. The same as <a href="openapi.json">OpenAPI 3.1</a>.</p>
</header>
<nav><ul>
${titles.map((title) => `<li><a href="#${escaped(title)}">${escaped(title)}</a></li>`).join('\n')}
</ul></nav>
<main>
${chapters.map(chapterHtml).join('\n')}
${EVENTS}
</main>
</body>
</html>
`;
}

const EVENTS = `<h2 id="events">events</h2>
<section id="events.listen">
<h3><span class="scope">read</span>${EVENTS_SUMMARY}</h3>
<p><code>GET /scalelite/api/events</code></p>
${EVENTS_DESCRIPTION.split('\n\n').map(paragraphHtml).join('\n')}
<pre>${escaped(`curl -N -H "Authorization: Bearer $TOKEN" \\\n  "https://sl.example.com/scalelite/api/events"`)}</pre>
</section>`;

function paragraphHtml(text: string): string {
  if (!text.startsWith('- ')) return `<p>${withCode(text)}</p>`;
  const items = text.split('\n').map((line) => `<li>${withCode(line.slice(2))}</li>`);
  return `<ul>\n${items.join('\n')}\n</ul>`;
}

function chapterHtml({ title, entries }: Chapter): string {
  return `<h2 id="${escaped(title)}">${escaped(title)}</h2>\n${entries.map(entryHtml).join('\n')}`;
}

function entryHtml(entry: Entry): string {
  return `<section id="${escaped(entry.name)}">
<h3><span class="scope">${escaped(entry.scope)}</span>${escaped(entry.summary)}</h3>
<p><code>${escaped(entry.method)} ${escaped(entry.path)}</code></p>
${entry.description === undefined ? '' : `<p>${withCode(entry.description)}</p>`}
${entry.fields.length === 0 ? '' : fieldsHtml(entry.fields)}
<pre>${escaped(entry.request)}</pre>
<p>Answers with ${entry.status}:</p>
<pre>${escaped(entry.answer)}</pre>
</section>`;
}

function fieldsHtml(fields: readonly FieldEntry[]): string {
  const rows = fields.map(
    ({ name, where, type, required, preset, description }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${where}</td><td>${escaped(type)}</td><td>${withCode(description)}${
        required
          ? '. <strong>Required</strong>'
          : preset === undefined
            ? ''
            : `. Default: <code>${escaped(preset)}</code>`
      }</td></tr>`,
  );
  return `<table><tr><th>Field</th><th>In</th><th>Type</th><th>Meaning</th></tr>\n${rows.join('\n')}\n</table>`;
}

/** Texts are written in Markdown, of which they use nothing but code. */
function withCode(text: string): string {
  return escaped(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
