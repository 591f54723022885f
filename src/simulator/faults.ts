import { z } from 'zod';

/**
 * When a fault strikes: `listening`: there is no connection; `arrival`: before the body is read; `instead`:
 * the body is read, the call is not carried out; `after`: it is carried out, and the answer is what fails;
 * `outgoing`: the server's own requests; `once`: an event rather than a state.
 */
export type Stage = 'listening' | 'arrival' | 'instead' | 'after' | 'outgoing' | 'once';

export interface FaultRow {
  readonly stage: Stage;
  readonly summary: string;
  /** What `ms` stands for, and its default. */
  readonly ms?: { readonly means: string; readonly byDefault: number };
}

/** Everything that can go wrong with a server, by name. */
export const faultTable = {
  none: { stage: 'once', summary: 'healthy again: all faults end, the clock skew too' },
  refuse: { stage: 'listening', summary: 'the port is closed, open connections are cut' },
  hangConnect: { stage: 'listening', summary: 'connections are never established' },
  hang: { stage: 'instead', summary: 'takes the request and never answers' },
  hangAfter: { stage: 'after', summary: 'carries the call out and never answers' },
  slow: { stage: 'after', summary: 'answers late', ms: { means: 'delay', byDefault: 5000 } },
  trickle: { stage: 'after', summary: 'answers byte by byte', ms: { means: 'between bytes', byDefault: 50 } },
  reset: { stage: 'arrival', summary: 'TCP reset on arrival, in the middle of a body too' },
  resetAfter: { stage: 'after', summary: 'carries the call out, then TCP reset' },
  dropBefore: { stage: 'instead', summary: 'closes the connection without an answer, nothing carried out' },
  dropAfter: { stage: 'after', summary: 'carries the call out, closes the connection without an answer' },
  500: { stage: 'instead', summary: 'HTTP 500 with a page of HTML' },
  wrongStatus: { stage: 'after', summary: 'the true answer with HTTP 500' },
  garbage: { stage: 'after', summary: 'carries the call out, answers random bytes as text/xml' },
  notHttp: { stage: 'instead', summary: 'answers something that is not HTTP' },
  truncated: { stage: 'after', summary: 'carries the call out, the XML stops in the middle' },
  failed: { stage: 'instead', summary: 'FAILED with --key and --message; an empty key: without either' },
  html: { stage: 'instead', summary: 'HTTP 200 with a page of HTML' },
  empty: { stage: 'after', summary: 'carries the call out, answers HTTP 200 with nothing' },
  redirect: { stage: 'instead', summary: 'HTTP 302 to a page of HTML' },
  gzip: { stage: 'after', summary: 'the true answer, compressed without being asked' },
  bom: { stage: 'after', summary: 'the true answer behind a byte order mark' },
  doctype: { stage: 'after', summary: 'the true answer with an entity bomb' },
  huge: { stage: 'after', summary: 'carries the call out, the answer is 256 MB' },
  mute: { stage: 'outgoing', summary: 'calls nobody back: no end callbacks, no analytics, no webhooks' },
  restart: { stage: 'once', summary: 'all meetings are lost at once, open connections are cut' },
  clockSkew: { stage: 'once', summary: 'the clock is wrong', ms: { means: 'ahead', byDefault: 3_600_000 } },
} as const satisfies Record<string, FaultRow>;

export type FaultKind = `${keyof typeof faultTable}`;

export interface Fault {
  readonly kind: FaultKind;
  /** Delay, or how far ahead; see the table for its default. */
  readonly ms?: number | undefined;
  /** Only these calls (`/`: the top level). Default: all. */
  readonly calls?: readonly string[] | undefined;
  /** Only the next so many requests. Default: until it is taken back. */
  readonly times?: number | undefined;
  /** With `failed`. */
  readonly key?: string | undefined;
  readonly message?: string | undefined;
}

/** A fault that does not exist or makes no sense; the message says which and why. */
export class BadFault extends Error {
  override readonly name = 'BadFault';
}

const schema = z.strictObject({
  kind: z.string(),
  ms: z.number().int().min(-1e12).max(1e12).optional(),
  calls: z.array(z.string().min(1)).min(1).optional(),
  times: z.number().int().min(1).optional(),
  key: z.string().optional(),
  message: z.string().optional(),
});

/** Checks what came from a command line or over the control port. Throws BadFault. */
export function parseFault(input: unknown): Fault {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new BadFault(z.prettifyError(parsed.error));
  const { kind } = parsed.data;
  if (!isFaultKind(kind))
    throw new BadFault(`there is no fault ${kind}; there are: ${faultKinds.join(', ')}`);
  checkFault({ ...parsed.data, kind });
  return { ...parsed.data, kind };
}

export const faultKinds: readonly string[] = Object.keys(faultTable);

function isFaultKind(kind: string): kind is FaultKind {
  return Object.hasOwn(faultTable, kind);
}

export function stageOf(kind: FaultKind): Stage {
  return faultTable[kind].stage;
}

/** Whether it strikes single requests to the server. */
export function isPerRequest(stage: Stage): boolean {
  return stage !== 'listening' && stage !== 'outgoing' && stage !== 'once';
}

/** How many milliseconds, with the table's default. */
export function msOf(fault: Fault): number {
  const row: FaultRow = faultTable[fault.kind];
  return fault.ms ?? row.ms?.byDefault ?? 0;
}

/** Throws BadFault for options that the fault has no use for: they would be ignored in silence. */
export function checkFault(fault: Fault): void {
  const { kind, calls, times, ms, key, message } = fault;
  const row: FaultRow = faultTable[kind];
  const perRequest = isPerRequest(row.stage);
  const reject = (option: string) => {
    throw new BadFault(`the fault ${kind} takes no ${option}`);
  };
  if (!perRequest && calls !== undefined) reject('calls');
  if (!perRequest && times !== undefined) reject('times');
  if (row.ms === undefined && ms !== undefined) reject('ms');
  if (kind !== 'failed' && key !== undefined) reject('key');
  if (kind !== 'failed' && message !== undefined) reject('message');
  if (kind !== 'clockSkew' && ms !== undefined && ms < 0) throw new BadFault('ms must not be negative');
}

/** The per-request faults of one server. */
export interface FaultSwitch {
  set(faults: readonly Fault[]): void;
  list(): readonly Fault[];
  /** The first fault for this call, used up once more. */
  take(call: string): Fault | undefined;
}

export function createFaultSwitch(): FaultSwitch {
  let active: { fault: Fault; left: number }[] = [];
  return {
    set(faults) {
      active = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
    },
    list: () => active.filter(({ left }) => left > 0).map(({ fault }) => fault),
    take(call) {
      if (active.length === 0) return undefined;
      const hit = active.find(({ fault, left }) => left > 0 && (fault.calls?.includes(call) ?? true));
      if (hit !== undefined) hit.left -= 1;
      return hit?.fault;
    },
  };
}
