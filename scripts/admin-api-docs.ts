import { failures } from '../src/operations/failure-codes.ts';
import { operations } from '../src/operations/index.ts';
import { problemCodes } from '../src/operations/problem-codes.ts';
import { type Chapter, type Entry, type FieldEntry, reference } from '../src/operations/reference.ts';

const intro = `# Admin API

<!-- Made from the table of operations (src/operations/) by \`npm run docs\`: change them there. -->

Everything that an operator can do, as JSON over HTTP, below \`/scalelite/api\`. A running balancer serves the same as
[OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0) at \`/scalelite/api/openapi.json\`, and as a page at
\`/scalelite/api/docs\`.

## Who may call

With a **token**, in the header \`Authorization: Bearer TOKEN\`. \`bin/scalelite tokens create --name monitoring --scope read
--expires 90d\` makes one and prints it once: only its hash is kept. Its scope says what it is good for:

| scope | may |
| --- | --- |
| \`read\` | look at everything but secrets, tokens and the audit log |
| \`operate\` | also do the pool's daily business: enable, cordon, disable and panic servers, end meetings … |
| \`admin\` | everything, the calls of the Ruby Scalelite too |

Tokens and the audit log lie in the SQL database: with REDIS_URL but no DATABASE_URL each machine has its own.

A browser that is signed in to the [dashboard](dashboard.md) may call with its session: \`POST /scalelite/api/session\` with \`token\`, or
\`user\` and \`password\`, begins one, \`DELETE\` ends it, \`GET\` tells whose it is.

Or with a **checksum**, by a secret of the load balancer's (LOADBALANCER_SECRET); whoever knows one may do everything.
It covers method and path below \`/scalelite/api\`, the query without the checksum, and the secret, hashed as the BBB
API does it; the body is not covered. So \`GET /scalelite/api/meetings?limit=10\` becomes

\`\`\`sh
query=limit=10
checksum=$(printf '%s' "GET/meetings$query$LOADBALANCER_SECRET" | sha256sum | cut -d ' ' -f 1)
curl "https://sl.example.com/scalelite/api/meetings?$query&checksum=$checksum"
\`\`\`

After ten wrong credentials within a minute an address has to wait for the rest of it (429, \`Retry-After\`); behind a
proxy TRUST_PROXY says whose word on addresses counts. Each process of WEB_CONCURRENCY counts for itself.

## Requests and answers

- GET and DELETE take their fields in the query (a list by repeating the name), the others a JSON object in the body
  of at most 1 MB. Unknown fields are refused; what is left out has the default given here, or stays as it is.
- Ids stand in paths percent-encoded. HEAD is answered as GET.
- Lists that may be long come in pages: \`{"items": […], "next": CURSOR}\`. Ask again with \`cursor=CURSOR\` until
  \`next\` is null. Recordings are paged by \`offset\` instead, as by BBB, and callbacks by the id \`before\` which they stand.
- Times are ISO 8601 in UTC. Where there is nothing stands \`null\`; secrets are left out, or masked, unless asked for.
- What fails is \`{"error": "in words", "code", "values"}\` with one of these statuses, and for 400 \`problems\`: a list
  of every field that is not right, \`{"field", "problem", "code", "values", "allowed"}\`. A code says what the words
  say, for programs and for other languages; [all of them](#codes) stand below.

| status | |
| --- | --- |
| 400 | the request, or a field of it, can't be used |
| 401, 429 | no credentials, or wrong ones; too many wrong ones |
| 403 | the token's scope does not allow it |
| 404, 405 | there is no such thing; the path does not take this method (\`Allow\` tells which) |
| 409 | it stands against something else: a name that is taken, meetings that still run |
| 412 | the installation is not set up for it: tenancy is off, there is no database |
| 413, 415 | the body is too large, or no JSON |
| 500 | a mistake in this program; its log tells more |
| 503 | a store does not answer |

\`GET /scalelite/api/events\` does not end: it is a stream of server-sent events that tells what changes in the pool; the
OpenAPI document has its events. It ends by itself after 15 minutes, and some seconds after its token was revoked or its
session ended; while nothing happens it says \`alive\` every 15 seconds.

Every change is written to the audit log: \`bin/scalelite audit\`, or \`GET /scalelite/api/audit\`.

## The calls of the Ruby Scalelite

\`getServers\`, \`getServerInfo\`, \`addServer\`, \`updateServer\`, \`deleteServer\`, \`panicServer\`, \`getTenants\`,
\`getTenantInfo\`, \`addTenant\`, \`updateTenant\` and \`deleteTenant\` are there as they were, at
\`/scalelite/api/getServers\` and so on, with the checksum over the call's name alone (\`getServers\`) as before, or a token
of scope \`admin\`. New programs do better with what follows.
`;

/** docs/admin-api.md */
export function adminApiPage(): string {
  return [intro, ...reference(operations).map(chapterText), codes()].join('\n');
}

function chapterText({ title, entries }: Chapter): string {
  return `${[`## ${title}`, ...entries.map(entryText)].join('\n\n')}\n`;
}

function entryText(entry: Entry): string {
  const { summary, method, path, scope, description, fields, request, status, answer } = entry;
  return [
    `### ${summary}`,
    `\`${method} ${path}\` · scope \`${scope}\``,
    ...(description === undefined ? [] : [description]),
    ...(fields.length === 0 ? [] : [fieldsTable(fields)]),
    `\`\`\`sh\n${request}\n\`\`\``,
    `Answers with ${status}:`,
    `\`\`\`json\n${answer}\n\`\`\``,
  ].join('\n\n');
}

function fieldsTable(fields: readonly FieldEntry[]): string {
  const rows = fields.map(({ name, where, type, required, preset, description }) => {
    const use = required ? 'required' : preset === undefined ? '' : `default \`${preset}\``;
    return `| \`${name}\` | ${where} | ${cell(type)} | ${cell(description)} | ${cell(use)} |`;
  });
  return ['| field | in | type | meaning | |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** All with which the API refuses. */
function codes(): string {
  const rows = Object.entries(failures).map(
    ([code, [status, sentence]]) =>
      `| \`${code}\` | ${status} | ${sentence.replaceAll(/\{\w+\}/g, '`$&`')} |`,
  );
  const fields = problemCodes.map((code) => `\`${code}\``).join(', ');
  return `## Codes

Of what fails, with the words; in braces stand the names of its \`values\`. More codes may come.

| code | status | |
| --- | --- | --- |
${rows.join('\n')}

Of \`problems\`: ${fields}.
`;
}
