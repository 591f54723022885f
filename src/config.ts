import type { HashName } from './bbb/checksum.ts';

/** The effective settings, parsed. Fields are the variables' names in camel case; times carry their unit. */
export interface Config {
  readonly urlHost: string | undefined;
  readonly secretKeyBase: string | undefined;
  /** LOADBALANCER_SECRET first, then LOADBALANCER_SECRETS in order; empty: every call is refused. */
  readonly secrets: readonly string[];
  /** Accepted from clients. */
  readonly checksumAlgorithms: readonly HashName[];
  /** Used towards BBB servers: SHA256, or the strongest listed. */
  readonly sendHash: HashName;
  readonly requireSignedBody: boolean;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly redisNamespace: string;
  readonly redisPool: number | undefined;
  readonly dbConnectionRetryCount: number;
  readonly dbDisabled: boolean;
  /** Neither DATABASE_URL nor REDIS_URL: one machine, all in DATA_DIR. */
  readonly embedded: boolean;
  /** Absolute. */
  readonly dataDir: string;
  /** From BIND, else PORT. */
  readonly listen: { readonly host: string; readonly port: number } | { readonly path: string };
  readonly webConcurrency: number;
  readonly trustProxy: readonly string[];
  readonly buildNumber: string | undefined;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
  readonly pollIntervalMs: number;
  readonly pollerThreads: number;
  readonly pollerWaitTimeoutMs: number;
  readonly serverHealthyThreshold: number;
  readonly serverUnhealthyThreshold: number;
  readonly loadMinUserCount: number;
  readonly loadJoinBufferTimeMs: number;
  readonly meetingGraceMs: number;
  /** Seconds. */
  readonly defaultMeetingTtl: number;
  readonly serverIdIsHostname: boolean;
  readonly createExcludeParams: readonly string[];
  readonly joinExcludeParams: readonly string[];
  readonly defaultCreateParams: readonly (readonly [name: string, value: string])[];
  readonly overrideCreateParams: readonly (readonly [name: string, value: string])[];
  readonly defaultJoinParams: readonly (readonly [name: string, value: string])[];
  readonly overrideJoinParams: readonly (readonly [name: string, value: string])[];
  readonly getMeetingsApiDisabled: boolean;
  readonly multitenancyEnabled: boolean;
  /** Minutes; 0: no limit. */
  readonly maxMeetingDuration: number;
  readonly useExternalVoiceBridge: boolean;
  readonly voiceBridgeLen: number;
}
