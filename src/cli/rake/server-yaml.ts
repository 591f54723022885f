import { isYes } from '../../cluster/flag.ts';
import type { Server } from '../../cluster/server.ts';
import { say } from '../output.ts';
import type { Services } from '../services.ts';
import { type YamlMap, type YamlValue, yamlDocument } from '../yaml-writer.ts';
import type { TaskArgs } from './task.ts';

/** `servers:yaml`: the pool as a file that `servers:sync` takes. */
export async function yaml(services: Services, [verbose]: TaskArgs): Promise<void> {
  const servers = await (await services.store()).servers.list();
  say(services.terminal, ...serversYaml(servers, isYes(verbose)));
}

/** The lines of the document; `verbose` adds what `servers:sync` ignores. */
export function serversYaml(servers: readonly Server[], verbose: boolean): string[] {
  const entries = servers.map((server): [string, YamlMap] => [server.id, fields(server, verbose)]);
  return yamlDocument(new Map([['servers', new Map(entries)]]));
}

function fields(server: Server, verbose: boolean): YamlMap {
  const wanted: [string, YamlValue][] = [
    ['url', server.url],
    ['secret', server.secret],
    ['load_multiplier', server.loadMultiplier],
    ['tag', server.tag ?? ''],
    ['enabled', server.state === 'enabled'],
  ];
  const seen: [string, YamlValue][] = [
    ['state', server.state],
    ['load', server.load ?? -1],
    ['bbb_version', server.bbbVersion],
    ['online', server.online],
  ];
  return new Map(verbose ? [...wanted, ...seen] : wanted);
}
