import type { Server } from './server.ts';
import { hostnameOf } from './server-url.ts';
import type { Tenant } from './tenant.ts';
import { grave, secretWeakness, type Weakness, weak } from './weakness.ts';

/** What an attacker would like of the servers. `secrets`: those for front-ends. */
export function weakServers(
  servers: readonly Pick<Server, 'id' | 'url' | 'secret'>[],
  secrets: readonly string[],
): Weakness[] {
  const open = servers.filter(({ url }) => isOpen(url)).map(({ id }) => id);
  const shared = servers.filter(({ secret }) => secrets.includes(secret)).map(({ id }) => id);
  return [
    ...(open.length === 0
      ? []
      : [
          weak(
            `${named(open)} called by http over public networks: who listens can use the checksums again`,
            'give https in the URL (`scalelite servers update ID --url …`)',
          ),
        ]),
    ...(shared.length === 0
      ? []
      : [
          weak(
            `${named(shared)} known by the same secret as the load balancer: front-ends could call past it`,
            'set another',
          ),
        ]),
  ];
}

/** What one tenant could do in the name of another, or of the load balancer. */
export function weakTenants(
  tenants: readonly Pick<Tenant, 'name' | 'secrets'>[],
  secrets: readonly string[],
): Weakness[] {
  return [...tenants.flatMap((tenant) => weakTenant(tenant, secrets)), ...sharedSecrets(tenants)];
}

function weakTenant({ name, secrets: own }: Pick<Tenant, 'name' | 'secrets'>, secrets: readonly string[]) {
  return [
    ...own.flatMap((secret) => secretWeakness(`A secret of the tenant ${name}`, secret)),
    ...(own.some((secret) => secrets.includes(secret))
      ? [
          grave(
            `The tenant ${name} has the load balancer's own secret: it may administer all`,
            'give it another',
          ),
        ]
      : []),
  ];
}

function sharedSecrets(tenants: readonly Pick<Tenant, 'name' | 'secrets'>[]): Weakness[] {
  const owners = new Map<string, Set<string>>();
  for (const { name, secrets } of tenants)
    for (const secret of secrets) owners.set(secret, (owners.get(secret) ?? new Set()).add(name));
  const groups = [...owners.values()].filter(({ size }) => size > 1).map((names) => [...names].join(', '));
  return [...new Set(groups)].map((names) =>
    grave(`The tenants ${names} have a secret in common: each may call as the other`, 'give each its own'),
  );
}

const PRIVATE_HOST = [
  /^[^.:]+$/,
  /\.(local|localhost|internal|intranet|lan|home\.arpa|svc)$/i,
  /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^\[(::1?\]|f[cd]|fe[89ab]|::ffff:(7f|a[0-9a-f]{2}:|c0a8:|ac1))/i,
];

/** By its name or address alone: nobody is asked. */
function isOpen(url: string): boolean {
  const host = hostnameOf(url);
  return host !== undefined && /^http:/i.test(url) && !PRIVATE_HOST.some((pattern) => pattern.test(host));
}

const MOST_NAMED = 3;

function named(ids: readonly string[]): string {
  const more = ids.length - MOST_NAMED;
  const some = ids.slice(0, MOST_NAMED).join(', ');
  return `${some}${more > 0 ? ` and ${more} more` : ''} ${ids.length === 1 ? 'is' : 'are'}`;
}
