import type { Courier } from '../courier.ts';
import { callbackRequest } from './callback.ts';
import type { WebhookSettings } from './settings.ts';

/** An event that waits for its hook. */
interface Waiting {
  readonly json: string;
  readonly meetingId: string;
}

/** The events of one hook: one callback after the other, in order. */
export interface HookQueue {
  add(json: string, meetingId: string): void;
  /** What waits or is under way is lost. */
  stop(): void;
}

export interface HookQueueOptions {
  readonly url: string;
  readonly isPermanent: boolean;
  readonly settings: WebhookSettings;
  readonly courier: Pick<Courier, 'send' | 'hold'>;
  readonly domain: string;
  readonly secret: string;
  /** Never the same twice. */
  readonly timestamp: () => number;
  /** The last attempt at a callback failed. */
  readonly onFailure: () => void;
}

export function createHookQueue(options: HookQueueOptions): HookQueue {
  const { url, settings, courier, domain, secret } = options;
  let waiting: Waiting[] = [];
  const stopped = new AbortController();
  const { signal } = stopped;
  let isRunning = false;

  async function call(batch: readonly Waiting[]): Promise<boolean> {
    const events = batch.map(({ json }) => json);
    const callback = { url, events, timestamp: options.timestamp(), domain, secret };
    const meetingId = batch[0]?.meetingId;
    const { retriesMs } = settings;
    return courier.send({
      ...callbackRequest(callback, settings),
      kind: 'hook',
      meetingId,
      retriesMs,
      signal,
    });
  }

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0 && !signal.aborted) {
      const isTaken = await call(waiting.splice(0, settings.batch));
      if (!isTaken && !signal.aborted && !options.isPermanent) options.onFailure();
    }
    isRunning = false;
  }

  return {
    add(json, meetingId) {
      waiting.push({ json, meetingId });
      if (waiting.length > settings.queueSize) waiting = waiting.slice(-settings.queueSize);
      if (!isRunning) courier.hold(run());
    },
    stop() {
      waiting = [];
      stopped.abort();
    },
  };
}
