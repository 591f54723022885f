import type { HashName } from '../../bbb/checksum.ts';

/** How a server's module bbb-webhooks is configured. */
export interface WebhookSettings {
  /** In the callback; as a checksum in the URL, or as a bearer token, which is the server's secret. */
  readonly auth: 'checksum' | 'bearer';
  readonly hash: HashName;
  /**
   * What the checksum is made of, between the callback URL and the secret: the fields of the body as one JSON
   * object, or as `event=…&timestamp=…&domain=…` not encoded, or the body as it is sent.
   */
  readonly signed: 'json' | 'query' | 'body';
  readonly body: 'form' | 'json';
  /** Milliseconds before each further attempt. After the last one the hook is removed, unless permanent. */
  readonly retriesMs: readonly number[];
  /** So many events at most go out in one callback, when they wait. */
  readonly batch: number;
  /** So many events wait for one hook at most; the oldest are lost. */
  readonly queueSize: number;
  /** More are refused. */
  readonly mostHooks: number;
  /** A hook of one meeting goes so long after its end; milliseconds of the server's clock. */
  readonly goneAfterEndMs: number;
  /** Hooks outlive a restart, as with a Redis that keeps its data. */
  readonly keptAtRestart: boolean;
  /** Registered from the start for all meetings; they are not destroyed, and not removed for failures. */
  readonly permanent: readonly { readonly url: string; readonly getRaw: boolean }[];
}

/**
 * As BBB documents it: SHA-1, one event at a time, given up after twelve failures in five minutes. The
 * documentation forgets what it knows of a silent meeting after a day.
 */
export const defaultWebhooks: WebhookSettings = {
  auth: 'checksum',
  hash: 'SHA1',
  signed: 'json',
  body: 'form',
  retriesMs: [100, 500, 1000, 2000, 4000, 8000, 10_000, 30_000, 60_000, 60_000, 60_000, 60_000],
  batch: 1,
  queueSize: 10_000,
  mostHooks: 1000,
  goneAfterEndMs: 24 * 60 * 60 * 1000,
  keptAtRestart: false,
  permanent: [],
};
