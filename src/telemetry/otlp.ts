import type { Log } from '../cluster/log.ts';
import type { Span, Tracer } from './span.ts';

export interface TraceExporterOptions {
  /** Without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly service: string;
  readonly version: string;
  /** Which part of the requests is traced whose callers do not say, from 0 to 1. */
  readonly ratio: number;
  /** Hears of spans that nobody took. */
  readonly dropped: (count: number) => void;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
  /** Between two batches; default 5 s. */
  readonly everyMs?: number;
  /** For what is left at the end; default 2 s. */
  readonly lastTimeoutMs?: number;
}

export interface TraceExporter extends Tracer {
  /** Tells what is left, if the collector takes it soon. Twice is harmless. */
  stop(): Promise<void>;
}

/** Spans told at once; as many make a batch go at once. */
const BATCH = 512;
/** What waits for a collector that is slow or away; more is dropped. */
const MOST_WAITING = 4096;
const TIMEOUT_MS = 10_000;
const LAST_TIMEOUT_MS = 2000;
const EVERY_MS = 5000;

/**
 * Tells a collector of spans, by OTLP over HTTP as JSON. Nobody waits for it: what it does not take is dropped
 * and counted.
 */
export function createTraceExporter(options: TraceExporterOptions): TraceExporter {
  const { ratio, random, dropped, log, everyMs = EVERY_MS, lastTimeoutMs = LAST_TIMEOUT_MS } = options;
  const cut = new AbortController();
  let waiting: Span[] = [];
  let sending: Promise<void> | undefined;
  let isAway = false;
  let stopped: Promise<void> | undefined;

  async function send(spans: readonly Span[]): Promise<void> {
    const trouble = await post(options, spans, cut.signal);
    if (trouble !== undefined) dropped(spans.length);
    if (trouble !== undefined && !isAway)
      log.warn({ reason: trouble }, 'the collector of traces takes nothing');
    if (trouble === undefined && isAway) log.info({}, 'the collector of traces takes them again');
    isAway = trouble !== undefined;
  }

  function flush(): Promise<void> {
    if (sending !== undefined || waiting.length === 0) return sending ?? Promise.resolve();
    const spans = waiting.slice(0, BATCH);
    waiting = waiting.slice(BATCH);
    sending = send(spans).finally(() => {
      sending = undefined;
    });
    return sending;
  }

  async function end(): Promise<void> {
    clearInterval(timer);
    const late = setTimeout(() => cut.abort(), lastTimeoutMs);
    while (sending !== undefined || waiting.length > 0) await flush();
    clearTimeout(late);
  }

  const timer = setInterval(() => void flush(), everyMs);
  timer.unref();
  return {
    sampled: () => ratio >= 1 || random() < ratio,
    record(span) {
      if (waiting.length >= MOST_WAITING || stopped !== undefined) return dropped(1);
      waiting.push(span);
      if (waiting.length >= BATCH) void flush();
    },
    stop() {
      stopped ??= end();
      return stopped;
    },
  };
}

/** Why it was not taken; undefined: it was. In words that hold no address. */
async function post(
  options: TraceExporterOptions,
  spans: readonly Span[],
  cut: AbortSignal,
): Promise<string | undefined> {
  const { endpoint, headers } = options;
  try {
    const answer = await fetch(`${endpoint}/v1/traces`, {
      method: 'POST',
      headers: [...headers.map(headerOf), ['content-type', 'application/json']],
      body: JSON.stringify(exportOf(options, spans)),
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), cut]),
    });
    await answer.body?.cancel();
    return answer.ok ? undefined : `answered ${answer.status}`;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no connection';
  }
}

/** Values may be given with percent signs, as OpenTelemetry has it. */
function headerOf([name, value]: readonly [name: string, value: string]): [string, string] {
  try {
    return [name, decodeURIComponent(value.trim())];
  } catch {
    return [name, value.trim()];
  }
}

/** The message of OTLP. */
function exportOf({ service, version }: TraceExporterOptions, spans: readonly Span[]): object {
  const resource = { 'service.name': service, 'service.version': version, 'process.pid': process.pid };
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: 'scalelite', version }, spans: spans.map(spanOf) }],
      },
    ],
  };
}

const KINDS: Readonly<Record<Span['kind'], number>> = { server: 2, client: 3 };
const FAILED = 2;

function spanOf({ traceId, spanId, parentId, name, kind, began, ended, attributes, failed }: Span): object {
  return {
    ...{ traceId, spanId, name },
    ...(parentId !== undefined && { parentSpanId: parentId }),
    kind: KINDS[kind],
    startTimeUnixNano: nanoseconds(began),
    endTimeUnixNano: nanoseconds(ended),
    attributes: attributesOf(attributes),
    ...(failed !== undefined && { status: { code: FAILED, message: failed } }),
  };
}

/** Since 1970. A number does not hold them, and JSON tells 64 bits as a text. */
function nanoseconds(at: number): string {
  return `${Math.round((performance.timeOrigin + at) * 1000)}000`;
}

function attributesOf(attributes: Span['attributes']): object[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [{ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }];
  });
}
