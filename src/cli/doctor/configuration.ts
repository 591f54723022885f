import type { Config } from '../../config.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** What examples and other people's guides have in the place of a secret. */
const WELL_KNOWN =
  /^(secret|secrets|password|passw0rd|change[-_ ]?me|changeit|default|example|test|admin|scalelite|bigbluebutton|loadbalancer|your[-_ ]?secret|12345.*|(.)\2*)$/i;

/** bbb-conf makes secrets of 40 characters and more. */
const SHORT = 16;
const SHORT_KEY = 32;

const MAKE_ONE = 'make one with `openssl rand -hex 32`';

/** What the settings alone tell. */
export function checkConfiguration(config: Config): Finding[] {
  const findings = [
    ...secretFindings(config),
    ...hostFindings(config),
    ...protectionFindings(config),
    ...databaseFindings(config),
    ...config.notes.map((note) => warning(note, 'remove or correct it')),
  ];
  const few = config.checksumAlgorithms.every((hash) => hash === 'SHA1');
  if (few)
    findings.push(
      warning('Only SHA1 is accepted and sent', 'unset LOADBALANCER_CHECKSUM_ALGORITHM, or add SHA256'),
    );
  return findings.length > 0 ? findings : [fine('The settings are sound')];
}

function secretFindings({ secrets, embedded }: Config): Finding[] {
  if (secrets.length === 0)
    return embedded
      ? [warning('There is no secret for front-ends yet', 'start it once: `npm start` makes and keeps one')]
      : [problem('No LOADBALANCER_SECRET is set: every call is refused', `set it: ${MAKE_ONE}`)];
  const repeated = new Set(secrets).size < secrets.length;
  return [
    ...secrets.flatMap((secret, index) =>
      weakness(`Secret ${index + 1} of ${secrets.length} for front-ends`, secret),
    ),
    ...(repeated
      ? [warning('A secret for front-ends is set twice', 'drop one from LOADBALANCER_SECRETS')]
      : []),
  ];
}

/** Why a secret is easily guessed; `whose` begins the sentence. */
export function weakness(whose: string, secret: string): Finding[] {
  if (WELL_KNOWN.test(secret.trim()))
    return [problem(`${whose} is one that everybody tries first`, MAKE_ONE)];
  if (secret !== secret.trim())
    return [warning(`${whose} begins or ends with a blank`, 'front-ends trim such: make one without')];
  if (secret.length < SHORT) return [warning(`${whose} has only ${secret.length} characters`, MAKE_ONE)];
  return [];
}

function hostFindings({ urlHost, multitenancyEnabled }: Config): Finding[] {
  if (urlHost !== undefined) return [];
  return multitenancyEnabled
    ? [
        problem(
          'MULTITENANCY_ENABLED is set without URL_HOST: tenants are told by the host below it',
          'set URL_HOST',
        ),
      ]
    : [warning('URL_HOST is not set: calls for every host are taken', 'set it to the name front-ends use')];
}

function protectionFindings({ protectedRecordingsEnabled, secretKeyBase }: Config): Finding[] {
  if (!protectedRecordingsEnabled || (secretKeyBase?.length ?? 0) >= SHORT_KEY) return [];
  return [
    warning(
      `SECRET_KEY_BASE has fewer than ${SHORT_KEY} characters and signs access to recordings`,
      MAKE_ONE,
    ),
  ];
}

function databaseFindings({ dbDisabled }: Config): Finding[] {
  if (!dbDisabled) return [];
  return [
    warning(
      'DB_DISABLED is set: no recordings, no load history, no audit log and no API tokens; callbacks that wait are lost with the process',
      'unset it, with DATABASE_URL or DATA_DIR for the database',
    ),
  ];
}
