import { isObject, type JsonObject } from '../../operations/openapi.ts';

export const EVENTS_SUMMARY = 'Hear what changes in the pool, as it changes';

/** Markdown: paragraphs and a list. */
export const EVENTS_DESCRIPTION = `Server-sent events: first a \`snapshot\` of all there is, then what changes, looked for every second, whoever
changed it. After a reconnect too there is a snapshot first; a stream ends after 15 minutes at the latest, and
soon after its token or session is good no more. Every event's data is a JSON object
with \`at\`:

- \`snapshot\`: \`servers\` (as \`servers.list\` has them), \`meetings\` (\`{id, server, tenant, since, name, users}\`, 2000 at most), \`meetings_left_out\` (how many more), \`totals\` (as \`stats.show\` has them)
- \`server.added\`: \`server\`; \`server.changed\`: \`server\` and the names of the fields that \`changed\`; \`server.removed\`: \`id\`
- \`meetings.begun\`, \`meetings.ended\`: \`meetings\`; \`meetings.changed\`: those that have another name or other users by the last polls
- \`totals\`: the new ones
- \`trouble\`: \`reason\` why the pool can't be looked at, and its \`code\`; null: it can again
- \`alive\`: nothing happened, and the stream is still there; every 15 seconds

Who reads too slowly is cut off.`;

/** The document of the operations, and with it the stream of events, which is none: it does not end. */
export function withEvents(document: JsonObject): JsonObject {
  const paths = isObject(document['paths']) ? document['paths'] : {};
  return { ...document, paths: { ...paths, '/events': eventsPath } };
}

const eventsPath: JsonObject = {
  get: {
    operationId: 'events.listen',
    summary: EVENTS_SUMMARY,
    description: EVENTS_DESCRIPTION,
    tags: ['events'],
    'x-scope': 'read',
    security: [{ token: ['read'] }, { checksum: [] }],
    responses: {
      '200': { description: 'The stream', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      default: {
        description: 'Not done; 503: too many listen already',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  },
};
