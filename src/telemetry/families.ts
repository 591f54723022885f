/** One metric that a process counts. `labels`: what tells its series apart, each of a bounded set of words. */
export interface Family {
  readonly name: string;
  /** One line. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Of a histogram: the upper bounds in seconds. Left out: it is a counter. */
  readonly buckets?: readonly number[];
}

/** A call that the store alone answers takes a millisecond; a create that tries three servers half a minute. */
const REQUEST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Fewer: there is a histogram for each server. */
const UPSTREAM = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STORE = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5];
const LAG = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const IMPORT = [0.1, 1, 5, 15, 60, 300, 900, 3600];

/** All that is counted. One more is one more row, and a line in docs/monitoring.md. */
export const families = {
  requests: {
    name: 'scalelite_requests_total',
    help: 'Calls answered, by what became of them: ok, or the key of the failure',
    labels: ['call', 'outcome'],
  },
  requestSeconds: {
    name: 'scalelite_request_duration_seconds',
    help: 'How long calls took to be answered',
    labels: ['call'],
    buckets: REQUEST,
  },
  adminRequests: {
    name: 'scalelite_admin_requests_total',
    help: 'Calls of the admin API, by what became of them',
    labels: ['call', 'outcome'],
  },
  upstream: {
    name: 'scalelite_upstream_requests_total',
    help: 'Calls to BBB servers, polls too: ok when there was an answer, else why there was none',
    labels: ['server', 'outcome'],
  },
  upstreamSeconds: {
    name: 'scalelite_upstream_duration_seconds',
    help: 'How long BBB servers took to answer',
    labels: ['server'],
    buckets: UPSTREAM,
  },
  placements: {
    name: 'scalelite_placements_total',
    help: 'Meetings placed on a server, by why it was this one',
    labels: ['server', 'reason'],
  },
  placementsRefused: {
    name: 'scalelite_placements_refused_total',
    help: 'Meetings that were placed nowhere, by why',
    labels: ['reason'],
  },
  storeSeconds: {
    name: 'scalelite_store_duration_seconds',
    help: 'How long the state store and the database took',
    labels: ['store', 'operation'],
    buckets: STORE,
  },
  storeFailures: {
    name: 'scalelite_store_failures_total',
    help: 'What the state store and the database did not do',
    labels: ['store', 'operation'],
  },
  storeReadOnly: {
    name: 'scalelite_store_read_only_total',
    help: 'What the state store and the database did not write, though they can be read',
    labels: ['store'],
  },
  polls: {
    name: 'scalelite_polls_total',
    help: 'Servers asked for their meetings: ok, or why it failed',
    labels: ['outcome'],
  },
  pollRounds: {
    name: 'scalelite_poll_round_duration_seconds',
    help: 'The longest poll of each round',
    labels: [],
    buckets: REQUEST,
  },
  pollChanges: {
    name: 'scalelite_poll_changes_total',
    help: 'Servers that went online or offline, or were drained',
    labels: ['change'],
  },
  pollMeetings: {
    name: 'scalelite_poll_meetings_total',
    help: 'What rounds did to meetings on record',
    labels: ['done'],
  },
  imports: {
    name: 'scalelite_imports_total',
    help: 'Recordings taken from the spool, by what became of them',
    labels: ['outcome'],
  },
  importSeconds: {
    name: 'scalelite_import_duration_seconds',
    help: 'How long an import took',
    labels: [],
    buckets: IMPORT,
  },
  importBytes: {
    name: 'scalelite_imported_bytes_total',
    help: 'The size of what was imported, packed',
    labels: [],
  },
  callbackAttempts: {
    name: 'scalelite_callback_attempts_total',
    help: 'Attempts to tell front-ends something, by kind and what came of them',
    labels: ['kind', 'outcome'],
  },
  callbackSeconds: {
    name: 'scalelite_callback_attempt_duration_seconds',
    help: 'How long these took',
    labels: ['kind'],
    buckets: UPSTREAM,
  },
  eventLoopLag: {
    name: 'scalelite_event_loop_lag_seconds',
    help: 'Of every two seconds the longest for which a process did nothing else',
    labels: [],
    buckets: LAG,
  },
  spansDropped: {
    name: 'scalelite_spans_dropped_total',
    help: 'Spans that the collector of traces did not take',
    labels: [],
  },
  cpu: {
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the processes that share the port',
    labels: [],
  },
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof families;

type IsHistogram<Name extends FamilyName> = (typeof families)[Name] extends { buckets: readonly number[] }
  ? Name
  : never;

export type HistogramName = { [Name in FamilyName]: IsHistogram<Name> }[FamilyName];
export type CounterName = Exclude<FamilyName, HistogramName>;

/** The values of its labels, in their order. */
export type LabelValues<Name extends FamilyName> = Texts<(typeof families)[Name]['labels']>;

type Texts<Labels extends readonly string[]> = { readonly [Index in keyof Labels]: string };
