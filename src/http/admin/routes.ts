import type { AdminDeps } from './deps.ts';
import { panicServer } from './panic-server.ts';
import type { AdminRoute } from './route.ts';
import { addServer, deleteServer, getServerInfo, getServers, updateServer } from './servers.ts';
import { addTenant, deleteTenant, getTenantInfo, getTenants, updateTenant, withTenancy } from './tenants.ts';

/** Every call of the JSON admin API, by name. A new one is a handler and a row. */
export function adminRoutes(deps: AdminDeps): ReadonlyMap<string, AdminRoute> {
  const ofServers: readonly AdminRoute[] = [
    { call: 'getServers', method: 'GET', handle: getServers(deps) },
    { call: 'getServerInfo', method: 'GET', handle: getServerInfo(deps) },
    { call: 'addServer', method: 'POST', handle: addServer(deps) },
    { call: 'updateServer', method: 'POST', handle: updateServer(deps) },
    { call: 'deleteServer', method: 'POST', handle: deleteServer(deps) },
    { call: 'panicServer', method: 'POST', handle: panicServer(deps) },
  ];
  const ofTenants: readonly AdminRoute[] = [
    { call: 'getTenants', method: 'GET', handle: getTenants(deps) },
    { call: 'getTenantInfo', method: 'GET', handle: getTenantInfo(deps) },
    { call: 'addTenant', method: 'POST', handle: addTenant(deps) },
    { call: 'updateTenant', method: 'POST', handle: updateTenant(deps) },
    { call: 'deleteTenant', method: 'POST', handle: deleteTenant(deps) },
  ];
  const rows = [...ofServers, ...ofTenants.map((row) => withTenancy(deps, row))];
  return new Map(rows.map((row) => [row.call, row]));
}
