/** The load generator: raw sockets with keep-alive, a fixed number of requests under way, each answer checked. */
import { connect, type Socket } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import { serveParent } from './child.ts';

export interface Job {
  readonly port: number;
  /** Whole request heads, sent in turn; with `once` each of them once. */
  readonly requests: readonly string[];
  readonly once?: boolean | undefined;
  /** Each request carries slides of so many bytes. */
  readonly bodyBytes?: number | undefined;
  readonly connections: number;
  /** No request but the first is begun after that. */
  readonly seconds: number;
  /** Requests at most. */
  readonly limit?: number | undefined;
  /** Stands within the head of each answer or what comes with it. */
  readonly expect: string;
}

export interface Driven {
  readonly completed: number;
  readonly failed: number;
  /** Of the first that failed: how its answer began. */
  readonly failure: string | undefined;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
/** A request that is not answered by then counts as failed and ends its connection. */
const GIVE_UP_MS = 30_000;

serveParent<Job, Driven>(drive);

async function drive(job: Job): Promise<Driven> {
  const histogram = createHistogram();
  const body = job.bodyBytes === undefined ? undefined : slides(job.bodyBytes);
  const heads = job.requests.map((head) => Buffer.from(head));
  const total = { completed: 0, failed: 0, bytes: 0, failure: undefined as string | undefined };
  const began = performance.now();
  let sent = 0;
  const limit = Math.min(
    job.limit ?? Number.POSITIVE_INFINITY,
    job.once ? heads.length : Number.POSITIVE_INFINITY,
  );
  const next = (): Buffer | undefined => {
    // The first is always sent: on a busy machine connecting may take longer than a short measurement.
    const over = sent > 0 && performance.now() - began > job.seconds * 1000;
    if (over || sent >= limit) return undefined;
    return heads[sent++ % heads.length];
  };

  async function connection(): Promise<void> {
    const socket = await open(job.port);
    try {
      for (let head = next(); head !== undefined; head = next()) {
        const start = performance.now();
        const answer = await exchange(socket, head, body, job.expect);
        histogram.record(Math.max(1, Math.round((performance.now() - start) * 1000)));
        total.bytes += answer.bytes;
        if (answer.ok) total.completed += 1;
        else fail(answer.start);
      }
    } finally {
      socket.destroy();
    }
  }

  function fail(why: string): void {
    total.failed += 1;
    total.failure ??= why;
  }

  await Promise.all(
    Array.from({ length: job.connections }, () => connection().catch((error) => fail(String(error)))),
  );
  const seconds = (performance.now() - began) / 1000;
  const ms = (percentile: number) => histogram.percentile(percentile) / 1000;
  return { ...total, seconds, p50: ms(50), p99: ms(99) };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

interface Exchanged {
  readonly ok: boolean;
  readonly bytes: number;
  readonly start: string;
}

/** One request and its whole answer. Rejects when the connection ends or nothing comes. */
function exchange(
  socket: Socket,
  head: Buffer,
  body: Buffer | undefined,
  expect: string,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined;
    let left = 0;
    let bytes = 0;
    const timer = setTimeout(() => settle(() => reject(new Error('no answer in time'))), GIVE_UP_MS);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.off('error', onError);
      act();
    };
    const onClose = (): void => settle(() => reject(new Error('the connection was closed')));
    const onError = (error: Error): void => settle(() => reject(error));
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (left > 0) left -= chunk.length;
      else {
        first = first === undefined ? chunk : Buffer.concat([first, chunk]);
        const missing = missingBytes(first);
        if (missing === undefined) return;
        left = missing;
      }
      if (left > 0) return;
      const start = first ?? chunk;
      const ok = start.includes(expect);
      settle(() => resolve({ ok, bytes, start: ok ? '' : start.toString('utf8', 0, 600) }));
    };
    socket.on('data', onData);
    socket.on('close', onClose);
    socket.on('error', onError);
    socket.write(head);
    if (body) socket.write(body);
  });
}

/** How much of an answer is still to come. Undefined: its head is not whole yet. */
function missingBytes(start: Buffer): number | undefined {
  const end = start.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const length = /content-length: (\d+)/i.exec(start.toString('latin1', 0, end))?.[1];
  if (length === undefined) throw new Error('an answer without Content-Length');
  return end + HEAD_END.length + Number(length) - start.length;
}

function slides(bytes: number): Buffer {
  const before = '<modules><module name="presentation"><document name="slides.pdf">';
  const after = '</document></module></modules>';
  return Buffer.from(before + 'A'.repeat(bytes - before.length - after.length) + after);
}
