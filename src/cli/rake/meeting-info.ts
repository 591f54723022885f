import { readFields, readMetadata } from '../../bbb/scanner.ts';
import { CommandFailed, printable, say, warn } from '../output.ts';
import type { Services } from '../services.ts';
import { askInfo, type Found } from './meetings-found.ts';
import type { TaskArgs } from './task.ts';

const FIELDS: readonly (readonly [label: string, field: string])[] = [
  ['Meeting Name', 'meetingName'],
  ['Internal MeetingID', 'internalMeetingID'],
  ['Created Date', 'createDate'],
  ['Recording Enabled', 'recording'],
];

/** What front-ends tell of a meeting; all are printed, those without a value too. */
const METADATA = [
  'bbb-context-name',
  'analytics-callback-url',
  'bbb-recording-tags',
  'bbb-origin-server-common-name',
  'bbb-context-label',
  'bbb-origin',
  'bbb-context',
  'bbb-context-id',
  'bbb-recording-name',
  'bbb-origin-server-name',
  'bbb-recording-description',
  'bbb-origin-tag',
];

/** `meetings:info` */
export async function info(services: Services, [id]: TaskArgs): Promise<void> {
  if (id === undefined) throw new CommandFailed('Error: Please input a meetingID!');
  const store = await services.store();
  const record = (await store.meetings.find([id]))[0];
  if (record === undefined) throw new CommandFailed(`Couldn't find Meeting with id=${id}`);
  const server = await store.servers.find(record.meeting.serverId);
  const found = { meeting: record.meeting, server };
  const answer = await askInfo(await services.client(), found);
  if ('body' in answer) say(services.terminal, ...lines(found, answer.body));
  else
    warn(services.terminal, `WARNING: Could not get info for meeting id=${id}: ${printable(answer.failure)}`);
}

function lines({ meeting, server }: Found, body: Buffer): string[] {
  const fields = readFields(
    body,
    FIELDS.map(([, field]) => field),
  );
  const metadata = readMetadata(body, METADATA);
  return [
    '',
    `Meeting ID: ${printable(meeting.id)}`,
    ...FIELDS.map(([label, field]) => `\t${label}: ${printable(fields?.[field] ?? '')}`),
    `\tServer id: ${meeting.serverId}`,
    // So spelled in the Ruby system, whose readers look for it.
    `\tSerevr url: ${server?.url ?? ''}`,
    '\tMetaData:',
    ...METADATA.map((name) => `\t\t${name}: ${printable(metadata?.[name] ?? '')}`),
  ];
}
