import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { answerReason, CallFailure, connectReason, type FailureReason } from './call-failure.ts';
import { decode } from './content-encoding.ts';
import type { UploadWatch } from './upload.ts';

/** An answer of more bytes is no answer of BBB's. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface ExchangeOptions {
  readonly serverId: string;
  /** For the connection, waiting for a free one included. */
  readonly connectMs: number;
  /** For the whole answer, from when the request is sent; for each piece of a body to be taken too. */
  readonly responseMs: number;
  readonly resolve: (body: Buffer) => void;
  readonly reject: (failure: CallFailure) => void;
}

/** One request on its way: keeps its deadlines, gathers the answer, tells which kind of failure it met. */
export class Exchange implements Dispatcher.DispatchHandler, UploadWatch {
  readonly #options: ExchangeOptions;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #encoding: string | undefined;
  #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.fail('connectTimeout'), options.connectMs);
  }

  /** The connection is there; the request is about to be written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('nobody waits any more'));
    else this.waitingForServer();
  }

  waitingForServer(): void {
    clearTimeout(this.#timer);
    if (!this.#settled) this.#timer = setTimeout(() => this.fail('timeout'), this.#options.responseMs);
  }

  waitingForSource(): void {
    clearTimeout(this.#timer);
  }

  onRequestSent(): void {
    this.waitingForServer();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    _status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#encoding = headers['content-encoding'] ?? '';
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_ANSWER_BYTES) this.fail('tooLarge');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    const [first, ...more] = this.#chunks;
    const body = first !== undefined && more.length === 0 ? first : Buffer.concat(this.#chunks, this.#size);
    if (this.#encoding === undefined || this.#encoding === '') this.#succeed(body);
    else
      decode(body, this.#encoding, MAX_ANSWER_BYTES).then(
        (text) => this.#succeed(text),
        (error: unknown) => this.fail(error instanceof RangeError ? 'tooLarge' : 'badEncoding', error),
      );
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const begun = this.#encoding !== undefined;
    this.fail(this.#controller === undefined ? connectReason(error) : answerReason(error, begun), error);
  }

  /** Ends the exchange without an answer; later ones count for nothing. */
  fail(reason: FailureReason, cause?: unknown): void {
    if (this.#settled) return;
    const { serverId, reject } = this.#options;
    this.#settle();
    const failure = new CallFailure(
      this.#controller === undefined ? 'notSent' : 'answerLost',
      reason,
      serverId,
      cause,
    );
    this.#controller?.abort(failure);
    reject(failure);
  }

  #succeed(body: Buffer): void {
    if (this.#settled) return;
    this.#settle();
    this.#options.resolve(body);
  }

  #settle(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
  }
}
