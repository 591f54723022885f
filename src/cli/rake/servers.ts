import { randomUUID } from 'node:crypto';
import { type Added, type AddRequest, addServer } from '../../cluster/add-server.ts';
import { decimal } from '../../cluster/decimal.ts';
import { readMultiplier } from '../../cluster/load-multiplier.ts';
import type { Meeting } from '../../cluster/meeting.ts';
import type { AdminState, Server, ServerChange } from '../../cluster/server.ts';
import { meetingsOf } from '../../cluster/server-meetings.ts';
import { CommandFailed, printable, say, warn } from '../output.ts';
import type { Services } from '../services.ts';
import type { Task, TaskArgs } from './task.ts';

export const serverTasks: readonly Task[] = [
  { name: 'servers', about: 'List all servers', run: list },
  {
    name: 'servers:add',
    args: ['url', 'secret', 'load_multiplier', 'tag'],
    about: 'Add a server (disabled until it is enabled)',
    run: add,
  },
  {
    name: 'servers:update',
    args: ['id', 'secret', 'load_multiplier', 'tag'],
    about: 'Change the secret, load multiplier or tag of a server; an empty tag removes it',
    run: update,
  },
  { name: 'servers:remove', args: ['id'], about: 'Remove a server', run: remove },
  {
    name: 'servers:enable',
    args: ['id'],
    about: 'Enable a server; it takes meetings once it is polled',
    run: (services, args) => changeState(services, args, 'Enabling', 'enabled'),
  },
  {
    name: 'servers:cordon',
    args: ['id'],
    about: 'Drain a server: no new meetings, those on it go on',
    run: (services, args) => changeState(services, args, 'Cordoning', 'cordoned'),
  },
  {
    name: 'servers:loadMultiplier',
    args: ['id', 'load_multiplier'],
    about: 'Set the load multiplier of a server',
    run: setMultiplier,
  },
  {
    name: 'servers:tag',
    args: ['id', 'tag'],
    about: 'Set the tag of a server; an empty one removes it',
    run: setTag,
  },
];

async function list(services: Services): Promise<void> {
  const servers = await (await services.store()).servers.list();
  if (servers.length === 0) warn(services.terminal, 'No servers are configured');
  for (const server of servers) say(services.terminal, `id: ${server.id}`, ...details(server));
}

function details(server: Server): string[] {
  return [
    `url: ${server.url}`,
    `secret: ${server.secret}`,
    server.state,
    `load: ${server.load === undefined ? 'unavailable' : decimal(server.load)}`,
    `load multiplier: ${decimal(server.loadMultiplier)}`,
    `bbb version: ${server.bbbVersion}`,
    `tag: ${server.tag ?? ''}`,
    server.online ? 'online' : 'offline',
  ].map((line) => `\t${line}`);
}

async function add(services: Services, [url, secret, multiplier, tag]: TaskArgs): Promise<void> {
  const read = multiplierGiven(multiplier);
  const id = await addToPool(services, { url, secret, loadMultiplier: read.value ?? 1, tag });
  say(services.terminal, ...read.warnings, 'OK', `id: ${id}`);
}

/** Adds a server and returns its id. Throws CommandFailed with the words of `servers:add`. */
export async function addToPool(services: Services, request: AddRequest): Promise<string> {
  const { servers } = await services.store();
  const { serverIdIsHostname: idIsHostname } = await services.config();
  return idOrFailure(await addServer({ servers, idIsHostname, newId: randomUUID }, request));
}

function idOrFailure(added: Added): string {
  switch (added.kind) {
    case 'added':
      return added.id;
    case 'incomplete':
      throw new CommandFailed('Error: Please input at least a URL and a secret!');
    case 'badUrl':
      throw new CommandFailed('Error: Server URL must start with http:// or https://');
    case 'taken':
      throw new CommandFailed(`Server already exists with id '${added.id}'`);
  }
}

async function update(services: Services, [id = '', secret, multiplier, tag]: TaskArgs): Promise<void> {
  say(services.terminal, `Updating server ${id}...`);
  const read = multiplierGiven(multiplier);
  await change(services, id, {
    ...(secret !== undefined && { secret }),
    ...(read.value !== undefined && { loadMultiplier: read.value }),
    ...tagChange(tag),
  });
  say(services.terminal, ...read.warnings, 'OK');
}

async function setMultiplier(services: Services, [id = '', multiplier]: TaskArgs): Promise<void> {
  const read = multiplierGiven(multiplier);
  await change(services, id, read.value === undefined ? {} : { loadMultiplier: read.value });
  say(services.terminal, ...read.warnings, 'OK');
}

async function setTag(services: Services, [id = '', tag]: TaskArgs): Promise<void> {
  await change(services, id, tagChange(tag));
  say(services.terminal, 'OK');
}

async function change(services: Services, id: string, changes: ServerChange): Promise<void> {
  known(id, await (await services.store()).servers.update(id, changes));
}

/** Empty removes it. */
function tagChange(tag: string | undefined): ServerChange {
  return tag === undefined ? {} : { tag: tag || undefined };
}

interface Multiplier {
  /** Undefined: not given. */
  readonly value: number | undefined;
  readonly warnings: readonly string[];
}

function multiplierGiven(text: string | undefined): Multiplier {
  const value = text === undefined ? undefined : readMultiplier(text);
  if (text === undefined || value !== undefined) return { value, warnings: [] };
  return { value: 1, warnings: ['WARNING! Load-multiplier was not readable or 0, so it is now 1'] };
}

async function remove(services: Services, [id = '']: TaskArgs): Promise<void> {
  say(services.terminal, `Removing server ${id}...`);
  const { servers, meetings, strays } = await services.store();
  const left = [...(await meetingsOf(meetings, id)), ...(await strays.list()).filter(isOn(id))];
  const removed = await servers.remove(id);
  known(id, removed || undefined);
  const rooms = new Set(left.map((meeting) => printable(meeting.id)));
  if (rooms.size > 0)
    warn(services.terminal, `WARNING: Not ended, and may run on there: ${[...rooms].join(', ')}`);
  say(services.terminal, 'OK');
}

function isOn(id: string): (meeting: Meeting) => boolean {
  return ({ serverId }) => serverId === id;
}

async function changeState(
  services: Services,
  [id = '']: TaskArgs,
  doing: string,
  state: AdminState,
): Promise<void> {
  say(services.terminal, `${doing} server ${id}...`);
  known(id, await (await services.store()).servers.setState(id, state));
  say(services.terminal, 'OK');
}

/** What was found under the id. Throws CommandFailed when that is nothing. */
export function known<T>(id: string, found: T | undefined): T {
  if (found === undefined) throw new CommandFailed(`ERROR: No server found with id: ${id}`);
  return found;
}
