import { printable, say } from '../output.ts';
import type { Services } from '../services.ts';
import { askInfo, type Found, findMeetings } from './meetings-found.ts';
import type { TaskArgs } from './task.ts';

/** Asked side by side: some thousand meetings are listed in seconds, and no server is flooded. */
const AT_ONCE = 50;

/** `meetings`, `meetings:list` */
export async function list(services: Services, [ids]: TaskArgs): Promise<void> {
  const found = await findMeetings(await services.store(), ids);
  const client = await services.client();
  for (let from = 0; from < found.length; from += AT_ONCE) {
    const chunk = found.slice(from, from + AT_ONCE);
    const infos = await Promise.all(chunk.map((one) => askInfo(client, one)));
    for (const [index, one] of chunk.entries()) if ('body' in (infos[index] ?? {})) print(services, one);
  }
}

function print({ terminal }: Services, { meeting, server }: Found): void {
  say(
    terminal,
    '',
    `MeetingID: ${printable(meeting.id)}`,
    `\tServer ID: ${meeting.serverId}`,
    `\tServer Url: ${server?.url ?? ''}`,
  );
}
