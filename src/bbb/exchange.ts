import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { answerReason, CallFailure, connectReason, type FailureReason } from './call-failure.ts';
import { decode } from './content-encoding.ts';
import { bytesPassed } from './passed-bytes.ts';
import type { UploadWatch } from './upload.ts';

/** An answer of more bytes is no answer of BBB's. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface ExchangeOptions {
  readonly serverId: string;
  /** For the connection, waiting for a free one included. */
  readonly connectMs: number;
  /** For the whole answer, from when the request is sent; for each piece of a body to be taken too. */
  readonly responseMs: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (body: Buffer) => void;
  /** `stale`: it died on a connection that had been kept, before a byte of the answer. */
  readonly reject: (failure: CallFailure, stale: boolean) => void;
}

/** One request on its way: keeps its deadlines, gathers the answer, tells which kind of failure it met. */
export class Exchange implements Dispatcher.DispatchHandler, UploadWatch {
  /** Whether it was given to a connection that stood already. */
  keptConnection = false;
  readonly #options: ExchangeOptions;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  /** Undefined: nothing of the answer has come. */
  #encoding: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** What it means when the timer runs out. */
  #waitsFor: FailureReason | undefined;
  /** Undefined: nothing of the request was sent. */
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    options.signal?.addEventListener('abort', this.#onAbort);
    if (options.signal?.aborted) this.#onAbort();
  }

  readonly #onAbort = (): void => this.fail('aborted', this.#options.signal?.reason);

  get settled(): boolean {
    return this.#settled;
  }

  /** It was handed over; unless a connection was free, it waits for one from now on. */
  dispatched(): void {
    if (this.#timer === undefined && this.#controller === undefined)
      this.#wait(this.#options.connectMs, 'connectTimeout');
  }

  /** The connection is there; the request is about to be written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled) {
      controller.abort(new Error('nobody waits any more'));
      return;
    }
    this.#controller = controller;
    this.waitingForServer();
  }

  waitingForServer(): void {
    // Once it answers, the time for the whole answer runs.
    if (this.#encoding === undefined) this.#wait(this.#options.responseMs, 'timeout');
  }

  waitingForSource(): void {
    if (this.#encoding !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  sourceFailed(error: unknown): void {
    this.fail('aborted', error);
  }

  onRequestSent(): void {
    this.waitingForServer();
  }

  onResponseStart(
    { rawHeaders }: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    // They lie in the memory the answer came in, in a list that is as old as the connection's last answer: the whole
    // answer would be taken for alive until V8 looks at all old objects.
    if (Array.isArray(rawHeaders)) rawHeaders.length = 0;
    if (status < 200) return;
    if (this.#timer === undefined) this.waitingForServer();
    this.#encoding = headers['content-encoding'] ?? '';
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    bytesPassed(chunk.length);
    if (this.#size > MAX_ANSWER_BYTES) this.fail('tooLarge');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    const [first, ...more] = this.#chunks;
    const body = first !== undefined && more.length === 0 ? first : Buffer.concat(this.#chunks, this.#size);
    if (this.#encoding === undefined || this.#encoding === '') this.#succeed(body);
    else this.#decode(body, this.#encoding);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#controller === undefined) this.fail(connectReason(error), error);
    else this.fail(answerReason(error, this.#encoding !== undefined), error);
  }

  /** Ends the exchange without an answer; what comes later counts for nothing. */
  fail(reason: FailureReason, cause?: unknown): void {
    if (this.#settled) return;
    this.#settle();
    const kind = this.#controller === undefined ? 'notSent' : 'answerLost';
    const failure = new CallFailure(kind, reason, this.#options.serverId, cause);
    this.#controller?.abort(failure);
    this.#options.reject(failure, reason === 'reset' && this.keptConnection);
  }

  #decode(body: Buffer, encoding: string): void {
    decode(body, encoding, MAX_ANSWER_BYTES).then(
      (text) => this.#succeed(text),
      (error: unknown) => this.fail(error instanceof RangeError ? 'tooLarge' : 'badEncoding', error),
    );
  }

  #succeed(body: Buffer): void {
    if (this.#settled) return;
    this.#settle();
    this.#options.resolve(body);
  }

  #settle(): void {
    this.#settled = true;
    // This object may have grown old waiting; the answer would with it, and be garbage for long.
    this.#chunks.length = 0;
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
  }

  #wait(ms: number, reason: FailureReason): void {
    if (this.#settled) return;
    if (this.#timer !== undefined && this.#waitsFor === reason) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#waitsFor = reason;
    this.#timer = setTimeout(() => this.fail(reason), ms);
  }
}
