import { type BbbClient, CallFailure } from '../../bbb/client.ts';
import { readMeetings } from '../../bbb/scanner.ts';
import type { Server } from '../../cluster/server.ts';
import { CommandFailed, printable, say, warn } from '../output.ts';
import type { Services } from '../services.ts';
import { idList, type TaskArgs } from './task.ts';

/** Names of the meetings, or why they are not known. */
type Answer = { readonly names: readonly string[] } | { readonly failure: string };

/** `servers:meeting_list` */
export async function listMeetings(services: Services, [ids]: TaskArgs): Promise<void> {
  const servers = await selected(services, ids);
  const client = await services.client();
  const answers = servers.map(async (server) => ({ server, answer: await ask(client, server) }));
  for (const { server, answer } of await Promise.all(answers)) print(services, server, answer);
}

async function selected(services: Services, ids: string | undefined): Promise<Server[]> {
  const servers = await (await services.store()).servers.list();
  if (ids === undefined) return servers;
  return idList(ids).map((id) => {
    const server = servers.find((candidate) => candidate.id === id);
    if (!server) throw new CommandFailed(`Couldn't find Server with id=${id}`);
    return server;
  });
}

async function ask(client: BbbClient, server: Server): Promise<Answer> {
  try {
    const listed = readMeetings(await client.call(server, { call: 'getMeetings' }));
    if (listed === undefined) return { failure: 'Response did not include returncode' };
    if (listed.head.returncode === 'SUCCESS') return { names: listed.meetings.map((one) => one.meetingName) };
    return { failure: listed.head.message ?? listed.head.messageKey ?? listed.head.returncode };
  } catch (error) {
    if (error instanceof CallFailure) return { failure: error.message };
    throw error;
  }
}

function print({ terminal }: Services, server: Server, answer: Answer): void {
  if ('failure' in answer) {
    warn(terminal, `Failed to get server id=${server.id} status: ${printable(answer.failure)}`);
    return;
  }
  say(terminal, '', `Server ID: ${server.id}`, `Server Url: ${server.url}`, 'MeetingIDs: ');
  say(terminal, ...answer.names.map((name) => `\t${printable(name)}`));
  if (answer.names.length === 0) warn(terminal, '\tNo meetings to display');
}
