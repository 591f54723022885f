import type { ServerResponse } from 'node:http';
import { NO_SNIFFING } from '../security-headers.ts';

/** Who reads the stream of events. */
export interface Listener {
  /** Who reads too slowly is dropped. */
  send(text: string): void;
  end(): void;
}

export interface ListenerOptions {
  /** What may lie unread before it is dropped, in bytes; a snapshot of the largest pool fits in several times. */
  readonly mostUnread?: number;
}

const MOST_UNREAD = 4 * 1024 * 1024;
/** Browsers connect again so soon after the stream has ended. */
const RETRY_MS = 2000;

export function openListener(
  response: ServerResponse,
  { mostUnread = MOST_UNREAD }: ListenerOptions = {},
): Listener {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    ...NO_SNIFFING,
    // nginx would collect the events before it passes them on.
    'x-accel-buffering': 'no',
  });
  response.write(`retry: ${RETRY_MS}\n\n`);
  return {
    send(text) {
      if (response.writableLength > mostUnread) response.destroy();
      if (!response.destroyed && !response.writableEnded) response.write(text);
    },
    end: () => void response.end(),
  };
}

/** An event in the form of the stream. */
export function eventText(
  id: string,
  { name, data }: { readonly name: string; readonly data: object },
): string {
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
