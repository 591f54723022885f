import { join } from 'node:path';
import {
  base64,
  bytes,
  days,
  flag,
  hashes,
  headerName,
  hostName,
  list,
  locale,
  mapped,
  minutes,
  networks,
  oneOf,
  pairs,
  path,
  ratio,
  seconds,
  secretList,
  secretText,
  text,
  webUrl,
  whole,
} from './types.ts';
import { bind, databaseUrl, redisUrl } from './url-types.ts';
import type { DefaultContext, Variable } from './variable.ts';

const YEAR = 365 * 86_400;
const paramName = /^[^\s=&,]+$/;
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'unknown', 'silent'] as const;

/** Below DATA_DIR on one machine, else where BBB's own packages have it. */
function recordingDir(name: string, shared: string) {
  return {
    defaultFrom: ({ embedded, dataDir }: DefaultContext): string =>
      embedded ? join(dataDir, 'recordings', name) : shared,
    defaultText: `\`${shared}\`; without DATABASE_URL and REDIS_URL: \`recordings/${name}\` below DATA_DIR`,
  };
}

const firstSecret = ({ value }: DefaultContext): string | undefined =>
  value('LOADBALANCER_SECRET') ??
  value('LOADBALANCER_SECRETS')
    ?.split(':')
    .find((secret) => secret.trim() !== '');

/**
 * Every variable, once: a new option is a row here. The key is the field of the parsed settings; the
 * documentation, `.env.example` and `bin/scalelite config` are made from these rows, in this order.
 */
export const groups = {
  Basics: {
    urlHost: {
      name: 'URL_HOST',
      type: hostName,
      meaning:
        'The host name clients use; requests for any other are refused when it is set, and callback URLs are built from it.',
    },
    loadbalancerSecret: {
      name: 'LOADBALANCER_SECRET',
      type: secretText,
      secrecy: 'secret',
      defaultText: 'without DATABASE_URL and REDIS_URL: made on the first start and kept in DATA_DIR',
      meaning: 'The shared secret front-ends sign their calls with; without any, every call is refused.',
    },
    loadbalancerSecrets: {
      name: 'LOADBALANCER_SECRETS',
      type: secretList,
      default: '',
      secrecy: 'secret',
      meaning: 'Further secrets that are accepted, for instance while an old one is being replaced.',
    },
    checksumAlgorithms: {
      name: 'LOADBALANCER_CHECKSUM_ALGORITHM',
      type: hashes,
      default: 'SHA1:SHA256:SHA384:SHA512',
      defaultText: 'all are accepted, SHA256 is sent',
      meaning: 'The hashes accepted from clients; the strongest of them signs the calls to BBB servers.',
    },
    requireSignedBody: {
      name: 'REQUIRE_SIGNED_BODY',
      type: flag,
      default: 'false',
      meaning: 'Accept a form POST only when its checksum covers every parameter.',
    },
    secretKeyBase: {
      name: 'SECRET_KEY_BASE',
      type: secretText,
      secrecy: 'secret',
      defaultText: 'without DATABASE_URL and REDIS_URL: made on the first start and kept in DATA_DIR',
      meaning: 'Signs the cookies of protected recordings; required when these are on.',
    },
    dataDir: {
      name: 'DATA_DIR',
      type: path,
      defaultFrom: ({ dataDir }: DefaultContext): string => dataDir,
      defaultText:
        '`data` in the directory of the program, wherever it is called from; a relative path given is relative to the working directory',
      meaning: 'Where the embedded databases, kept secrets and caches lie; on a local disk, never on NFS.',
    },
    buildNumber: {
      name: 'BUILD_NUMBER',
      type: text,
      meaning: 'Told by the top level of the API as `build`.',
    },
  },
  Stores: {
    databaseUrl: {
      name: 'DATABASE_URL',
      type: databaseUrl,
      secrecy: 'url',
      defaultText: 'the embedded database in DATA_DIR',
      meaning: 'PostgreSQL: recordings, and the state of the cluster unless REDIS_URL is set.',
    },
    redisUrl: {
      name: 'REDIS_URL',
      type: redisUrl,
      secrecy: 'url',
      defaultText: 'PostgreSQL when DATABASE_URL is set, else the embedded database',
      meaning: 'Redis: the state of the cluster, in the layout of the Ruby Scalelite.',
    },
    redisNamespace: {
      name: 'REDIS_NAMESPACE',
      type: text,
      default: 'scalelite',
      meaning: 'What every Redis key begins with, followed by `:`.',
    },
    redisPool: {
      name: 'REDIS_POOL',
      type: whole(1, 1000),
      meaning: 'Accepted for compatibility: one connection per process carries all commands.',
    },
    dbConnectionRetryCount: {
      name: 'DB_CONNECTION_RETRY_COUNT',
      type: whole(0, 1000),
      default: '3',
      meaning: 'How often an import is tried again after it lost its database.',
    },
    dbDisabled: {
      name: 'DB_DISABLED',
      type: flag,
      default: 'false',
      meaning: 'Do without a recordings database: no recordings, no history.',
    },
    auditRetentionMs: {
      name: 'AUDIT_RETENTION',
      type: days(1, 3650),
      default: '400',
      meaning:
        'For how many days the audit log tells what operators did; of its entries 200,000 are kept at most.',
    },
  },
  Process: {
    port: {
      name: 'PORT',
      type: whole(0, 65_535),
      default: '3000',
      meaning: 'The TCP port to listen on, on all addresses; 0 is any free one.',
    },
    bind: {
      name: 'BIND',
      type: bind,
      defaultText: '`tcp://0.0.0.0:PORT`',
      meaning: 'The address or the Unix socket to listen on; wins over PORT.',
    },
    dashboardDisabled: {
      name: 'DASHBOARD_DISABLED',
      type: flag,
      default: 'false',
      meaning: 'Do not serve the dashboard at `/admin`.',
    },
    webConcurrency: {
      name: 'WEB_CONCURRENCY',
      type: mapped(whole(0, 256), (count) => Math.max(1, count)),
      default: '1',
      meaning: 'How many processes answer requests on the one port; 0 is 1.',
    },
    maxConnections: {
      name: 'MAX_CONNECTIONS',
      type: whole(1, 1_000_000),
      default: '10000',
      meaning: 'Connections that one process of the API has open at once; further ones are closed.',
    },
    shutdownDelayMs: {
      name: 'SHUTDOWN_DELAY',
      type: seconds(0, 300),
      default: '0',
      meaning:
        'Seconds for which the API still takes calls after it was told to stop, while `/readyz` says 503: for proxies that ask there whom to send calls to.',
    },
    trustProxy: {
      name: 'TRUST_PROXY',
      type: networks,
      default: 'loopback,private',
      meaning: 'The proxies whose X-Forwarded-For, X-Forwarded-Proto and TENANT_HEADER are believed.',
    },
    metricsAllow: {
      name: 'METRICS_ALLOW',
      type: networks,
      default: 'loopback,private',
      meaning: 'From where `/metrics` may be read, by the address of the client.',
    },
    metricsListen: {
      name: 'METRICS_LISTEN',
      type: bind,
      defaultText: 'nowhere: only the API has `/metrics`',
      meaning:
        'A further address or Unix socket for `/metrics`: of a poller or importer that runs alone, or beside the API.',
    },
    logLevel: {
      name: 'RAILS_LOG_LEVEL',
      aliases: ['LOG_LEVEL'],
      type: mapped(oneOf(logLevels), (level) => (level === 'unknown' ? 'silent' : level)),
      default: 'info',
      meaning: 'What is logged: this level and all above it.',
    },
  },
  Traces: {
    otlpEndpoint: {
      name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      type: webUrl,
      defaultText: 'nothing is traced',
      meaning:
        'The collector that is told of traces, by OTLP over HTTP (JSON), such as `http://otel-collector:4318`.',
    },
    otlpHeaders: {
      name: 'OTEL_EXPORTER_OTLP_HEADERS',
      type: pairs,
      default: '',
      secrecy: 'secret',
      meaning: 'Headers it is sent, such as `authorization=Bearer%20TOKEN`.',
    },
    otelServiceName: {
      name: 'OTEL_SERVICE_NAME',
      type: text,
      default: 'scalelite',
      meaning: 'What this program is called in traces.',
    },
    otelSamplerRatio: {
      name: 'OTEL_TRACES_SAMPLER_ARG',
      type: ratio,
      default: '1',
      meaning:
        'Which part of the requests is traced, from 0 to 1, where who asks does not say (`traceparent`).',
    },
  },
  'BBB servers': {
    connectTimeoutMs: {
      name: 'CONNECT_TIMEOUT',
      type: seconds(0.01, 3600),
      default: '5',
      meaning: 'How long connecting to a BBB server may take, in seconds.',
    },
    responseTimeoutMs: {
      name: 'RESPONSE_TIMEOUT',
      type: seconds(0.01, 3600),
      default: '10',
      meaning: 'How long the whole answer of a BBB server may take, in seconds.',
    },
    serverIdIsHostname: {
      name: 'SERVER_ID_IS_HOSTNAME',
      type: flag,
      default: 'false',
      meaning: 'A new server gets the host name of its URL as ID instead of a random one.',
    },
  },
  Poller: {
    pollIntervalMs: {
      name: 'POLL_INTERVAL',
      aliases: ['INTERVAL'],
      type: seconds(0.1, 86_400),
      default: '60',
      meaning: 'Seconds between two polls of a server.',
    },
    pollerThreads: {
      name: 'POLLER_THREADS',
      type: whole(1, 100_000),
      default: '128',
      meaning: 'How many servers are asked at once; those that keep it waiting are not counted.',
    },
    pollerWaitTimeoutMs: {
      name: 'POLLER_WAIT_TIMEOUT',
      type: seconds(0.1, 3600),
      default: '10',
      meaning: 'Seconds after which a server that has not answered a poll counts as failed.',
    },
    serverHealthyThreshold: {
      name: 'SERVER_HEALTHY_THRESHOLD',
      type: whole(1, 1000),
      default: '1',
      meaning: 'Good polls in a row that put an offline server online.',
    },
    serverUnhealthyThreshold: {
      name: 'SERVER_UNHEALTHY_THRESHOLD',
      type: whole(1, 1000),
      default: '2',
      meaning: 'Failed polls in a row that put an online server offline.',
    },
    loadMinUserCount: {
      name: 'LOAD_MIN_USER_COUNT',
      type: whole(0, 100_000),
      default: '15',
      meaning: 'The attendees a young meeting counts for at least.',
    },
    loadJoinBufferTimeMs: {
      name: 'LOAD_JOIN_BUFFER_TIME',
      type: minutes(0, 10_080),
      default: '15',
      meaning: 'How long a meeting counts as young, in minutes.',
    },
    meetingGraceMs: {
      name: 'MEETING_GRACE',
      type: seconds(0, 86_400),
      default: '60',
      meaning:
        'Seconds after its placement in which a meeting is not forgotten though its server does not list it.',
    },
    reattachGraceMs: {
      name: 'REATTACH_GRACE',
      type: seconds(0, 86_400),
      default: '0',
      meaning:
        'Seconds for which a server that went offline keeps its meetings, as it may come back with them; 0: they are forgotten at once, 180 is recommended.',
    },
  },
  Meetings: {
    maxMeetings: {
      name: 'MAX_MEETINGS',
      type: whole(0, 1_000_000),
      default: '0',
      meaning: 'Meetings from which on no new one is made in the whole pool; 0 is no limit.',
    },
    maxUsers: {
      name: 'MAX_USERS',
      type: whole(0, 10_000_000),
      default: '0',
      meaning: 'Users from which on nobody else is let in, in the whole pool; 0 is no limit.',
    },
    capacityTarget: {
      name: 'CAPACITY_TARGET',
      type: whole(1, 100),
      default: '70',
      meaning:
        'How full servers should be at most, in percent of the users that they carry, when the pool tells how many it wants.',
    },
    capacityUsersPerServer: {
      name: 'CAPACITY_USERS_PER_SERVER',
      type: whole(1, 100_000),
      default: '200',
      meaning:
        'Users that a server of load multiplier 1 carries, where its own limit of users does not say it.',
    },
    maxMeetingDuration: {
      name: 'MAX_MEETING_DURATION',
      type: whole(0, 10_000_000),
      default: '0',
      meaning: 'The longest a meeting may last, in minutes; 0 is no limit.',
    },
    defaultMeetingTtl: {
      name: 'DEFAULT_MEETING_TTL',
      type: whole(1, 10 * YEAR),
      default: '86400',
      meaning: 'Seconds for which a meeting is remembered after its last create; renewed while it runs.',
    },
    defaultCreateParams: {
      name: 'DEFAULT_CREATE_PARAMS',
      type: pairs,
      default: '',
      meaning: 'Parameters of `create` where neither the tenant nor the client gives them.',
    },
    overrideCreateParams: {
      name: 'OVERRIDE_CREATE_PARAMS',
      type: pairs,
      default: '',
      meaning: 'Parameters of `create` whatever the client gives.',
    },
    createExcludeParams: {
      name: 'CREATE_EXCLUDE_PARAMS',
      type: list(',', paramName, 'parameter names'),
      default: '',
      meaning: 'Parameters of `create` that are not passed on.',
    },
    defaultJoinParams: {
      name: 'DEFAULT_JOIN_PARAMS',
      type: pairs,
      default: '',
      meaning: 'Parameters of `join` where neither the tenant nor the client gives them.',
    },
    overrideJoinParams: {
      name: 'OVERRIDE_JOIN_PARAMS',
      type: pairs,
      default: '',
      meaning: 'Parameters of `join` whatever the client gives.',
    },
    joinExcludeParams: {
      name: 'JOIN_EXCLUDE_PARAMS',
      type: list(',', paramName, 'parameter names'),
      default: '',
      meaning: 'Parameters of `join` that are not passed on.',
    },
    getMeetingsApiDisabled: {
      name: 'GET_MEETINGS_API_DISABLED',
      type: flag,
      default: 'false',
      meaning: 'Answer `getMeetings` with an empty list without asking the servers.',
    },
    multitenancyEnabled: {
      name: 'MULTITENANCY_ENABLED',
      type: flag,
      default: 'false',
      meaning: 'Each tenant has a host name below URL_HOST, secrets, meetings and recordings of its own.',
    },
    tenantHeader: {
      name: 'TENANT_HEADER',
      type: headerName,
      meaning:
        'A header in which a trusted proxy (TRUST_PROXY) names the tenant, instead of the host or `/t/NAME` in the path.',
    },
    tenantMeetingIds: {
      name: 'TENANT_MEETING_IDS',
      type: oneOf(['shared', 'isolated']),
      default: 'shared',
      meaning:
        'Whether a meeting ID that one tenant uses is taken for the others (`shared`), or each tenant has its own (`isolated`).',
    },
  },
  Callbacks: {
    callbackTimeoutMs: {
      name: 'CALLBACK_TIMEOUT',
      type: seconds(0.1, 300),
      default: '10',
      meaning: 'Seconds for which the answer of a front-end to one of its callbacks is waited for.',
    },
    callbackRetryForMs: {
      name: 'CALLBACK_RETRY_FOR',
      type: seconds(0, 30 * 86_400),
      default: '86400',
      meaning: 'Seconds for which a callback is tried again, less and less often, before it is given up.',
    },
    callbackDenyPrivate: {
      name: 'CALLBACK_DENY_PRIVATE',
      type: flag,
      default: 'false',
      meaning:
        'Call no loopback or private addresses that front-ends give; link-local ones are never called.',
    },
    interceptEndCallback: {
      name: 'INTERCEPT_END_CALLBACK',
      type: flag,
      default: 'true',
      meaning:
        'Have BBB servers tell Scalelite that a meeting is over, which then tells its front-end; needs URL_HOST.',
    },
  },
  'Dial-in': {
    voiceBridgeLen: {
      name: 'VOICE_BRIDGE_LEN',
      type: whole(1, 32),
      default: '9',
      meaning: 'Digits of the voice bridge numbers that are handed out.',
    },
    voiceBridgeMin: {
      name: 'VOICE_BRIDGE_MIN',
      type: whole(1, 32),
      default: '5',
      meaning: 'The fewest digits a caller may key in.',
    },
    voiceBridgeMax: {
      name: 'VOICE_BRIDGE_MAX',
      type: whole(1, 32),
      default: '9',
      meaning: 'The most digits a caller may key in.',
    },
    useExternalVoiceBridge: {
      name: 'USE_EXTERNAL_VOICE_BRIDGE',
      type: flag,
      default: 'false',
      meaning: 'Try the voice bridge number the client gives first.',
    },
    fsapiPassword: {
      name: 'FSAPI_PASSWORD',
      type: secretText,
      secrecy: 'secret',
      keepsEmpty: true,
      defaultFrom: firstSecret,
      defaultText: 'the first load balancer secret',
      meaning: 'The password FreeSWITCH gives at `/fsapi` (user `fsapi`); set but empty, none is asked for.',
    },
    fsapiMaxDuration: {
      name: 'FSAPI_MAX_DURATION',
      type: whole(0, 10_000_000),
      defaultFrom: ({ value }: DefaultContext): string => value('MAX_MEETING_DURATION') ?? '0',
      defaultText: 'MAX_MEETING_DURATION',
      meaning: 'Minutes after which a call in the dial-in menu is hung up; 0 is never.',
    },
  },
  Recordings: {
    recordingDisabled: {
      name: 'RECORDING_DISABLED',
      type: flag,
      default: 'false',
      meaning: 'No recordings: none is listed and none imported.',
    },
    recordingSpoolDir: {
      name: 'RECORDING_SPOOL_DIR',
      type: path,
      ...recordingDir('spool', '/var/bigbluebutton/spool'),
      meaning: 'Where BBB servers put the recordings to import.',
    },
    recordingWorkDir: {
      name: 'RECORDING_WORK_DIR',
      type: path,
      ...recordingDir('work', '/var/bigbluebutton/recording/scalelite'),
      meaning: 'Where recordings are unpacked.',
    },
    recordingPublishDir: {
      name: 'RECORDING_PUBLISH_DIR',
      type: path,
      ...recordingDir('published', '/var/bigbluebutton/published'),
      meaning: 'Where published recordings lie.',
    },
    recordingUnpublishDir: {
      name: 'RECORDING_UNPUBLISH_DIR',
      type: path,
      ...recordingDir('unpublished', '/var/bigbluebutton/unpublished'),
      meaning: 'Where unpublished recordings lie.',
    },
    recordingImportPoll: {
      name: 'RECORDING_IMPORT_POLL',
      type: flag,
      default: 'true',
      meaning:
        'Look into the spool directory at intervals; `false`: be told of changes by the kernel (not on NFS).',
    },
    recordingImportPollIntervalMs: {
      name: 'RECORDING_IMPORT_POLL_INTERVAL',
      type: seconds(0.1, 86_400),
      default: '60',
      meaning: 'Seconds between two looks.',
    },
    recordingImportUnpublished: {
      name: 'RECORDING_IMPORT_UNPUBLISHED',
      type: flag,
      default: 'false',
      meaning: 'New recordings are unpublished, whatever BBB says.',
    },
    recordingMaxBytes: {
      name: 'RECORDING_MAX_BYTES',
      type: bytes,
      default: '20 GiB',
      meaning: 'The most a recording may unpack to.',
    },
    recordingMaxEntries: {
      name: 'RECORDING_MAX_ENTRIES',
      type: whole(1, 100_000_000),
      default: '200000',
      meaning: 'The most files a recording may consist of.',
    },
    getRecordingsApiFiltered: {
      name: 'GET_RECORDINGS_API_FILTERED',
      type: flag,
      default: 'false',
      meaning: '`getRecordings` must name meetings or recordings.',
    },
    recordingPlaybackFormats: {
      name: 'RECORDING_PLAYBACK_FORMATS',
      type: list(':', /^[A-Za-z0-9._-]+$/, 'format names'),
      default: 'presentation:video:screenshare:podcast:notes:capture',
      meaning: 'The formats whose files are served below `/FORMAT/`.',
    },
    recordingDelivery: {
      name: 'RECORDING_DELIVERY',
      type: oneOf(['direct', 'accel']),
      default: 'direct',
      meaning: 'Who sends recording files: this process, or nginx on its word (`X-Accel-Redirect`).',
    },
    playbackDir: {
      name: 'PLAYBACK_DIR',
      type: path,
      meaning:
        "Where BBB's own player for presentations lies, to be served below `/playback/`: its folder `playback` with `presentation/2.3` in it, or that of the version alone.",
    },
    protectedRecordingsEnabled: {
      name: 'PROTECTED_RECORDINGS_ENABLED',
      type: flag,
      default: 'false',
      meaning: 'Recordings can be protected: played only with a link that works once.',
    },
    protectedRecordingsTokenTimeoutMs: {
      name: 'PROTECTED_RECORDINGS_TOKEN_TIMEOUT',
      type: minutes(1, 525_600),
      default: '60',
      meaning: 'Minutes for which such a link can be used.',
    },
    protectedRecordingsTimeoutMs: {
      name: 'PROTECTED_RECORDINGS_TIMEOUT',
      type: minutes(1, 525_600),
      default: '360',
      meaning: 'Minutes for which a recording can be played once the link has been used.',
    },
    defaultLocale: {
      name: 'DEFAULT_LOCALE',
      type: locale,
      default: 'en',
      meaning: 'The language of the pages viewers see.',
    },
  },
  'S3 and CloudFront': {
    s3Recording: {
      name: 'S3_RECORDING',
      type: flag,
      default: 'false',
      meaning: 'Recording files lie in S3 instead of in directories.',
    },
    s3BucketName: {
      name: 'S3_BUCKET_NAME',
      type: text,
      meaning: 'The bucket; required with S3_RECORDING.',
    },
    s3Endpoint: {
      name: 'AWS_ENDPOINT_URL_S3',
      aliases: ['AWS_ENDPOINT_URL'],
      type: webUrl,
      defaultText: 'that of AWS',
      meaning: 'Where another S3 than that of AWS is, such as `https://s3.example.com`.',
    },
    awsRegion: {
      name: 'AWS_REGION',
      aliases: ['AWS_DEFAULT_REGION'],
      type: text,
      defaultText: "what AWS's own files say; with an endpoint `us-east-1`",
      meaning: 'The region of the bucket.',
    },
    awsAccessKeyId: {
      name: 'AWS_ACCESS_KEY_ID',
      type: text,
      defaultText: 'what AWS gives to the machine, the container or the user (roles, `~/.aws`)',
      meaning: 'Who may read, write and list the bucket.',
    },
    awsSecretAccessKey: {
      name: 'AWS_SECRET_ACCESS_KEY',
      type: secretText,
      secrecy: 'secret',
      meaning: 'The secret of that key; required with AWS_ACCESS_KEY_ID.',
    },
    awsSessionToken: {
      name: 'AWS_SESSION_TOKEN',
      type: secretText,
      secrecy: 'secret',
      meaning: 'With a key that is given for a while.',
    },
    cloudfrontUrl: {
      name: 'CLOUDFRONT_URL',
      type: webUrl,
      meaning:
        'Pages of recordings in S3 are played through this CloudFront distribution; its host and URL_HOST lie below one domain.',
    },
    cfKeyPairId: {
      name: 'CF_KEY_PAIR_ID',
      type: text,
      meaning: 'The key pair that signs the cookies for CloudFront; required with CLOUDFRONT_URL.',
    },
    cfPrivateKeyB64: {
      name: 'CF_PRIVATE_KEY_B64',
      type: base64,
      secrecy: 'secret',
      meaning: 'Its private key (PEM) in base64; required with CLOUDFRONT_URL.',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Variable>>>>;

export const variables = {
  ...groups.Basics,
  ...groups.Stores,
  ...groups.Process,
  ...groups.Traces,
  ...groups['BBB servers'],
  ...groups.Poller,
  ...groups.Meetings,
  ...groups.Callbacks,
  ...groups['Dial-in'],
  ...groups.Recordings,
  ...groups['S3 and CloudFront'],
};

/** Read by the nginx image alone. */
export const imageVariables = [
  {
    name: 'NGINX_SSL',
    meaning: 'Serve HTTPS with the certificate of URL_HOST below `/etc/nginx/ssl/live/`.',
  },
  { name: 'NGINX_BEHIND_PROXY', meaning: 'A proxy in front ends HTTPS.' },
  { name: 'NGINX_RECORDINGS_ONLY', meaning: 'Serve recordings, not the API.' },
  { name: 'SCALELITE_API_HOST', meaning: 'The host of the API behind it; `scalelite-api` unless set.' },
  { name: 'SCALELITE_API_PORT', meaning: 'Its port; 3000 unless set.' },
  { name: 'NGINX_PORT', meaning: 'The port it listens on; 80 unless set.' },
  { name: 'NGINX_SSL_PORT', meaning: 'The same for HTTPS; 443 unless set.' },
  {
    name: 'NGINX_CERTIFICATES',
    meaning: 'Where `live/` with the certificates lies; `/etc/nginx/ssl` unless set.',
  },
] as const;
