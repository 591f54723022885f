import type { Config } from '../config.ts';
import { grave, MAKE_ONE, secretWeakness, type Weakness, weak } from './weakness.ts';

const SHORT_KEY = 32;

/** What an attacker would like of the settings alone; of the host see `weakHost`. */
export function weakSettings(config: Config): Weakness[] {
  return [
    ...secretWeaknesses(config),
    ...checksumWeakness(config),
    ...keyWeakness(config),
    ...dialInWeakness(config),
    ...proxyWeakness(config),
    ...tenancyWeaknesses(config),
  ];
}

/** On one machine the first start makes one. */
function secretWeaknesses({ secrets, embedded }: Config): Weakness[] {
  if (secrets.length === 0)
    return embedded
      ? []
      : [grave('No LOADBALANCER_SECRET is set: every call is refused', `set it: ${MAKE_ONE}`)];
  const repeated = new Set(secrets).size < secrets.length;
  return [
    ...secrets.flatMap((secret, index) =>
      secretWeakness(`Secret ${index + 1} of ${secrets.length} for front-ends`, secret),
    ),
    ...(repeated ? [weak('A secret for front-ends is set twice', 'drop one from LOADBALANCER_SECRETS')] : []),
  ];
}

function checksumWeakness({ checksumAlgorithms }: Config): Weakness[] {
  if (checksumAlgorithms.some((hash) => hash !== 'SHA1')) return [];
  return [weak('Only SHA1 is accepted and sent', 'unset LOADBALANCER_CHECKSUM_ALGORITHM, or add SHA256')];
}

/** Without a host name of its own foreign web pages in an operator's browser reach it (DNS rebinding). */
export function weakHost({ urlHost, multitenancyEnabled }: Config): Weakness[] {
  if (urlHost !== undefined) return [];
  return multitenancyEnabled
    ? [
        grave(
          'MULTITENANCY_ENABLED is set without URL_HOST: tenants are told by the host below it',
          'set URL_HOST',
        ),
      ]
    : [weak('URL_HOST is not set: calls for every host are taken', 'set it to the name front-ends use')];
}

function keyWeakness({ protectedRecordingsEnabled, secretKeyBase }: Config): Weakness[] {
  if (!protectedRecordingsEnabled || (secretKeyBase?.length ?? 0) >= SHORT_KEY) return [];
  return [
    weak(`SECRET_KEY_BASE has fewer than ${SHORT_KEY} characters and signs access to recordings`, MAKE_ONE),
  ];
}

function dialInWeakness({ fsapiPassword }: Config): Weakness[] {
  if (fsapiPassword === '')
    return [
      weak(
        'FSAPI_PASSWORD is empty: whoever reaches /fsapi can try out the numbers of meetings',
        'set it, and have FreeSWITCH send it',
      ),
    ];
  return [];
}

/** What anybody says of itself would be believed. */
function proxyWeakness({ trustProxy }: Config): Weakness[] {
  if (!trustProxy.some((network) => network.endsWith('/0'))) return [];
  return [
    grave(
      'TRUST_PROXY believes everybody: each client can choose the address it is known by',
      'name the proxies in front',
    ),
  ];
}

function tenancyWeaknesses(config: Config): Weakness[] {
  if (!config.multitenancyEnabled) return [];
  const shared = weak(
    'Tenants share meeting IDs: one can take an ID that another uses, and so keep it from its meeting',
    'set TENANT_MEETING_IDS=isolated',
  );
  const inward = weak(
    'The callbacks of tenants may go to private addresses of your network',
    'set CALLBACK_DENY_PRIVATE=true, unless their front-ends are there',
  );
  return [
    ...(config.tenantMeetingIds === 'shared' ? [shared] : []),
    ...(config.callbackDenyPrivate ? [] : [inward]),
  ];
}
