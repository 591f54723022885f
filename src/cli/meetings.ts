import type { Command } from 'commander';
import { type Column, itemTable } from './columns.ts';
import { confirm } from './confirm.ts';
import { type MeetingAnswer, onRecord } from './meetings-on-record.ts';
import { CommandFailed, printable, say } from './output.ts';
import { card, sayJson } from './print.ts';
import { withProgress } from './progress.ts';
import { warnNotEnded } from './servers-report.ts';
import type { Services } from './services.ts';
import { count } from './totals.ts';

const EXAMPLES = `
Examples:
  $ scalelite meetings list --server bbb1.example.com
  $ scalelite meetings info room-42
  $ scalelite meetings join room-42 --name 'Ann of the support'
  $ scalelite meetings end room-42 room-43
  $ scalelite meetings end --server bbb1.example.com --yes`;

const columns: readonly Column<MeetingAnswer>[] = [
  { title: 'ID', spare: 0, cell: ({ id }) => printable(id) },
  { title: 'SERVER', spare: 0, cell: ({ server }) => printable(server) },
  { title: 'USERS', spare: 0, cell: ({ users }) => String(users ?? '–') },
  { title: 'NAME', spare: 1, cell: ({ name }) => printable(name ?? '') },
  { title: 'DIAL-IN', spare: 2, cell: (meeting) => printable(meeting.voice_bridge ?? '') },
  { title: 'TENANT', spare: 3, cell: ({ tenant }) => printable(tenant ?? '') },
];

/** Only where tenants have IDs of their own. */
const ownIdColumn: Column<MeetingAnswer> = {
  title: 'ITS ID THERE',
  spare: 4,
  cell: ({ tenant_meeting_id: own }) => printable(own ?? ''),
};

interface Filter {
  readonly server?: string;
  readonly tenant?: string;
}

interface EndOptions extends Filter {
  readonly all?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** `meetings`: those on record, and what is done to them. */
export function addMeetingsCommand(program: Command, services: Services): void {
  const meetings = program.command('meetings').description('list meetings, look at one, end them');
  meetings.addHelpText('after', EXAMPLES);
  withFilter(meetings.command('list').argument('[text]', 'part of the id or the name, or the dial-in number'))
    .description('list the meetings on record')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ scalelite meetings list --json | jq length')
    .action((search: string | undefined, options: Filter & { json?: true }) =>
      list(services, search, options),
    );
  meetings
    .command('join')
    .argument('<id>')
    .description('print an address by which one joins a meeting as a moderator, to help')
    .option('--name <name>', 'what the others in the meeting see', 'Support')
    .option('--json', 'print JSON')
    .addHelpText('after', "\nExample:\n  $ scalelite meetings join room-42 --name 'Ann of the support'")
    .action(async (id: string, { name, json }: { name: string; json?: true }) => {
      const { joinMeeting } = await import('../operations/meetings-join.ts');
      const joined = await services.operate(joinMeeting, { id, name });
      if (json) sayJson(services.terminal, joined);
      else say(services.terminal, joined.url);
    });
  meetings
    .command('info')
    .argument('<id>')
    .description('show a meeting, and what its server says of it now')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ scalelite meetings info room-42')
    .action((id: string, { json }: { json?: true }) => info(services, id, json));
  withFilter(meetings.command('end').argument('[id...]'))
    .description('end meetings: those named, those of a server or tenant, or all')
    .option('--all', 'end all meetings that there are')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ scalelite meetings end room-42\n  $ scalelite meetings end --all --yes',
    )
    .action((ids: string[], options: EndOptions) => end(services, ids, options));
}

function withFilter(command: Command): Command {
  return command
    .option('--server <id>', 'only those on this server')
    .option('--tenant <id>', 'only those of this tenant');
}

async function list(
  services: Services,
  search: string | undefined,
  { server, tenant, json }: Filter & { readonly json?: true },
): Promise<void> {
  const found = await onRecord(services, {
    ...(search !== undefined && { search }),
    ...(server !== undefined && { server }),
    ...(tenant !== undefined && { tenant }),
  });
  if (json) sayJson(services.terminal, found);
  else say(services.terminal, ...itemTable(services.terminal, columnsFor(found), found));
}

function columnsFor(found: readonly MeetingAnswer[]): readonly Column<MeetingAnswer>[] {
  return found.some((meeting) => meeting.tenant_meeting_id !== undefined)
    ? [...columns, ownIdColumn]
    : columns;
}

async function info(services: Services, id: string, json: true | undefined): Promise<void> {
  const { showMeeting } = await import('../operations/meetings.ts');
  const meeting = await services.operate(showMeeting, { id });
  if (json) return sayJson(services.terminal, meeting);
  const { live, failure } = meeting;
  const facts: readonly (readonly [string, string | number | boolean | null])[] = [
    ['ID', meeting.id],
    ['Server', meeting.server],
    ['Tenant', meeting.tenant],
    ...(meeting.tenant_meeting_id === undefined
      ? []
      : [['Its ID there', meeting.tenant_meeting_id] as const]),
    ['Dial-in number', meeting.voice_bridge],
    ...(live === null
      ? ([
          ['Name', meeting.name],
          ['People at the last poll', meeting.users],
          ['No answer', failure],
        ] as const)
      : ([
          ['Name', live.name],
          ['Internal ID', live.internal_id],
          ['Created', live.created],
          ['Running', live.running],
          ['Recorded', live.recorded],
          ['People', live.participants],
          ['Moderators', live.moderators],
          ['Webcams', live.videos],
        ] as const)),
  ];
  say(services.terminal, ...card(facts.map(([name, value]) => [name, printable(wordOf(value))])));
}

function wordOf(value: string | number | boolean | null): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? '–' : String(value);
}

/** How many are in them, as far as the last polls tell. */
function withUsers(meetings: readonly MeetingAnswer[]): string {
  const users = meetings.reduce((sum, meeting) => sum + (meeting.users ?? 0), 0);
  return users === 0 ? '' : ` with ${count(users, 'user')}`;
}

async function end(services: Services, ids: readonly string[], options: EndOptions): Promise<void> {
  const { server, tenant, all, yes, json } = options;
  const { terminal, operate } = services;
  if ([ids.length > 0, server !== undefined, tenant !== undefined, all ?? false].filter(Boolean).length !== 1)
    throw new CommandFailed('Which meetings? Name some, or give one of --server, --tenant and --all.', 2);
  const wanted = {
    ...(ids.length > 0 && { ids: [...ids] }),
    ...(server !== undefined && { server }),
    ...(tenant !== undefined && { tenant }),
    ...(all && { all }),
  };
  const { server: onServer, tenant: ofTenant } = wanted;
  const filter = { ...(onServer && { server: onServer }), ...(ofTenant && { tenant: ofTenant }) };
  const found = ids.length > 0 ? [] : await onRecord(services, filter);
  const many = ids.length || found.length;
  if (many > 0) await confirm(services, `This ends ${count(many, 'meeting')}${withUsers(found)}.`, yes);
  const { endMeetings } = await import('../operations/meetings-end.ts');
  const done = await withProgress(terminal, 'Ending meetings', (progress) =>
    operate(endMeetings, wanted, { progress }),
  );
  if (json) sayJson(terminal, done);
  else say(terminal, `${count(done.ended, 'meeting')} ended.`);
  warnNotEnded(services, done.not_ended);
}
