import { z } from 'zod';
import { isReachable } from '../cluster/server.ts';
import { failed, known } from './failure.ts';
import { meetingId } from './fields.ts';
import { operation } from './operation.ts';

export const joinMeeting = operation({
  name: 'meetings.join',
  method: 'POST',
  path: '/meetings/{id}/join',
  scope: 'operate',
  summary: 'Give an address by which somebody joins a meeting as a moderator, to help',
  description:
    'The address leads to the meeting’s server and is as good as a key to the meeting: open it at once, in a browser. The audit log tells who asked for it.',
  input: z.object({
    id: meetingId,
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .default('Support')
      .meta({ description: 'What the others in the meeting see', examples: ['Ann of the support'] }),
  }),
  output: z.object({
    url: z.string().meta({
      description: 'Where to go',
      examples: ['https://bbb1.example.com/bigbluebutton/api/join?…'],
    }),
  }),
  async run(context, { id, name }) {
    const { store } = context;
    const [found] = await store.meetings.find([id]);
    const { meeting } = known('meeting', id, found);
    const server = await store.servers.find(meeting.serverId);
    if (server === undefined || !isReachable(server)) throw failed('server-away', {});
    const params = [
      { name: 'fullName', value: name },
      { name: 'meetingID', value: id },
      // Older servers go by the password.
      ...(meeting.moderatorPw === '' ? [] : [{ name: 'password', value: meeting.moderatorPw }]),
      { name: 'role', value: 'MODERATOR' },
    ];
    const url = (await context.client()).joinUrl(server, params);
    await context.trail({ action: 'meeting.join', subject: id, after: { name, server: server.id } });
    return { url };
  },
});
