import type { Task } from './task.ts';

const listing: Task['run'] = async (services, args) =>
  (await import('./meeting-list.ts')).list(services, args);

export const meetingTasks: readonly Task[] = [
  { name: 'meetings', about: 'List all meetings that run on their servers', run: listing },
  {
    name: 'meetings:list',
    args: ['id1:id2'],
    about: 'List these meetings, or all, that run on their servers',
    run: listing,
  },
  {
    name: 'meetings:end',
    args: ['id1:id2'],
    about: 'End these meetings, or all, when confirmed',
    run: async (services, args) => (await import('./meeting-end.ts')).end(services, args),
  },
  {
    name: 'meetings:info',
    args: ['id'],
    about: 'Print what the server says of a meeting',
    run: async (services, args) => (await import('./meeting-info.ts')).info(services, args),
  },
];
