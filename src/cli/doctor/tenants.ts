import type { TenantStore } from '../../cluster/ports.ts';
import { weakness } from './configuration.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** Whether tenants can call, and nobody else in their names. */
export async function checkTenants(store: TenantStore, secrets: readonly string[]): Promise<Finding[]> {
  const tenants = await store.list();
  if (tenants.length === 0)
    return [
      warning(
        'There are no tenants: every call of the BBB API is refused',
        '`scalelite tenants add NAME --secret-file FILE`',
      ),
    ];
  const findings = tenants.flatMap(({ name, secrets: own }) => [
    ...(own.length === 0
      ? [problem(`The tenant ${name} has no secret: it can not call`, `\`scalelite tenants update\``)]
      : []),
    ...own.flatMap((secret) => weakness(`A secret of the tenant ${name}`, secret)),
    ...(own.some((secret) => secrets.includes(secret))
      ? [
          problem(
            `The tenant ${name} has the load balancer's own secret: it may administer all`,
            'give it another',
          ),
        ]
      : []),
  ]);
  return findings.length > 0 ? findings : [fine(`${tenants.length} tenants, each with a secret of its own`)];
}
