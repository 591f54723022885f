import type { HookStore } from '../../callbacks/hooks/ports.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** Whether what front-ends want to hear of meetings can be told. */
export async function checkHooks(
  hooks: Pick<HookStore, 'list' | 'registrations'> | undefined,
  urlHost: string | undefined,
): Promise<Finding[]> {
  const [all, registrations] = hooks ? await Promise.all([hooks.list(), hooks.registrations()]) : [[], []];
  if (all.length === 0) return [];
  if (urlHost === undefined)
    return [problem('Front-ends have hooks, but servers have no address to tell events to', 'set URL_HOST')];
  const silent = new Map(
    registrations.flatMap(({ serverId, trouble }) => (trouble === undefined ? [] : [[serverId, trouble]])),
  );
  const failing = all.filter(({ failingSince }) => failingSince !== undefined);
  const findings = [
    ...[...silent].map(([serverId, trouble]) =>
      warning(
        `${serverId} does not tell the hooks of front-ends its events: ${trouble}`,
        'install bbb-webhooks there',
      ),
    ),
    ...(failing.length === 0
      ? []
      : [
          warning(
            `${failing.length} of ${all.length} hooks of front-ends fail; after a day they are dropped`,
            '`scalelite hooks list` tells which',
          ),
        ]),
  ];
  return findings.length > 0 ? findings : [fine(`${all.length} hooks of front-ends work`)];
}
