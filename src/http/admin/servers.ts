import { type Added, addServer as addToPool } from '../../cluster/add-server.ts';
import { readMultiplier } from '../../cluster/load-multiplier.ts';
import type { AdminState, ServerChange } from '../../cluster/server.ts';
import { capacityIn } from './capacity.ts';
import type { AdminDeps } from './deps.ts';
import { type Fields, idOf, neededObject, tagOf, textOf } from './fields.ts';
import { type AdminRoute, created, ok, Refusal } from './route.ts';
import { serverObject } from './server-object.ts';

type Handle = AdminRoute['handle'];

export function getServers({ store: { servers } }: AdminDeps): Handle {
  return async () => {
    const all = await servers.list();
    if (all.length === 0) throw new Refusal(404, { error: 'No servers are configured' });
    return ok(all.map(serverObject));
  };
}

export function getServerInfo({ store: { servers } }: AdminDeps): Handle {
  return async (request) => {
    const id = idOf(request);
    return ok(serverObject(knownServer(id, await servers.find(id))));
  };
}

export function addServer({ store: { servers }, config, newId }: AdminDeps): Handle {
  const deps = { servers, idIsHostname: config.serverIdIsHostname, newId };
  return async ({ body }) => {
    const fields = neededObject(body, 'server');
    const added = await addToPool(deps, {
      url: textOf(fields, 'url'),
      secret: textOf(fields, 'secret'),
      loadMultiplier: readMultiplier(textOf(fields, 'load_multiplier') ?? '') ?? 1,
      tag: tagOf(fields).tag,
      capacity: capacityIn(fields),
    });
    const id = idOrRefusal(added);
    return created(serverObject(knownServer(id, await servers.find(id))));
  };
}

function idOrRefusal(added: Added): string {
  switch (added.kind) {
    case 'added':
      return added.id;
    case 'incomplete':
      throw new Refusal(400, { error: 'Server needs a URL and a secret' });
    case 'badUrl':
      throw new Refusal(400, { error: 'Error: Server URL must start with http:// or https://' });
    case 'taken':
      throw new Refusal(400, { error: `Server already exists with id '${added.id}'` });
  }
}

/** All is checked before anything changes. */
export function updateServer({ store: { servers } }: AdminDeps): Handle {
  return async (request) => {
    const id = idOf(request);
    knownServer(id, await servers.find(id));
    const fields = neededObject(request.body, 'server');
    const state = stateIn(fields);
    const changed = await servers.update(id, changeIn(fields));
    const now = state === undefined ? changed : await servers.setState(id, state);
    return ok(serverObject(knownServer(id, now)));
  };
}

const STATES: ReadonlyMap<string, AdminState> = new Map([
  ['enable', 'enabled'],
  ['cordon', 'cordoned'],
  ['disable', 'disabled'],
]);

function stateIn(fields: Fields): AdminState | undefined {
  const text = textOf(fields, 'state');
  const state = text === undefined ? undefined : STATES.get(text);
  if (text !== undefined && state === undefined) {
    throw new Refusal(400, { error: `Invalid state parameter: ${text}` });
  }
  return state;
}

function changeIn(fields: Fields): ServerChange {
  const secret = textOf(fields, 'secret');
  const multiplier = textOf(fields, 'load_multiplier');
  const loadMultiplier = multiplier === undefined ? undefined : readMultiplier(multiplier);
  if (multiplier !== undefined && loadMultiplier === undefined) {
    throw new Refusal(400, { error: 'Load-multiplier must be a non-zero number' });
  }
  return {
    ...(secret !== undefined && { secret }),
    ...(loadMultiplier !== undefined && { loadMultiplier }),
    ...tagOf(fields),
    capacity: capacityIn(fields),
  };
}

export function deleteServer({ store: { servers } }: AdminDeps): Handle {
  return async (request) => {
    const id = idOf(request);
    knownServer(id, (await servers.remove(id)) || undefined);
    return ok({ success: `Server id=${id} was destroyed` });
  };
}

/** What was found under the id. Throws a Refusal when that is nothing. */
export function knownServer<T>(id: string, found: T | undefined): T {
  if (found === undefined) throw new Refusal(404, { error: `Couldn't find server with id=${id}` });
  return found;
}
