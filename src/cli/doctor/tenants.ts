import type { TenantStore } from '../../cluster/ports.ts';
import { weakTenants } from '../../cluster/weak-pool.ts';
import { type Finding, findingOf, fine, problem, warning } from './finding.ts';

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
  const mute = tenants.filter(({ secrets: own }) => own.length === 0);
  const findings = [
    ...mute.map(({ name }) =>
      problem(`The tenant ${name} has no secret: it can not call`, '`scalelite tenants update`'),
    ),
    ...weakTenants(tenants, secrets).map(findingOf),
  ];
  return findings.length > 0 ? findings : [fine(`${tenants.length} tenants, each with a secret of its own`)];
}
