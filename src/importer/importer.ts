import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../cluster/log.ts';
import { createOutage } from '../cluster/outage.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import { reason } from '../cluster/reasons.ts';
import type { Claims } from '../recordings/claims.ts';
import type { Spool, SpooledTar, WorkArea } from '../recordings/import-ports.ts';
import { type ImportDeps, type ImportResult, importTar } from '../recordings/import-tar.ts';
import { patiently } from '../recordings/patience.ts';
import { createSettling } from '../recordings/settled.ts';
import { mayHelpLater } from './failure.ts';
import { createWatch } from './watch.ts';

export interface ImporterDeps extends Omit<ImportDeps, 'patiently'> {
  readonly spool: Spool;
  readonly work: WorkArea;
  readonly claims: Claims;
  readonly retries: number;
  /** Milliseconds between two looks. */
  readonly intervalMs: number;
  /** Watched for changes, so that a look follows at once; undefined: it is not. */
  readonly watched: string | undefined;
  readonly log: Log;
  /** Hears of each that was tried. */
  readonly onImport: (done: ImportOutcome) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface ImportOutcome {
  /** `later`: it could not be done now, and is tried again; `failed`: unexpectedly; it is set aside like a bad one. */
  readonly outcome: 'imported' | 'bad' | 'later' | 'failed';
  /** Of the tar. */
  readonly bytes: number;
  readonly tookMs: number;
}

export interface Importer {
  /** Finishes the tar that is being imported, and takes no other. Twice is harmless. */
  stop(): Promise<void>;
}

/** How soon is looked again for what is still written, or is another importer's. */
const SOON_MS = 1000;

/** Imports what lies in the spool, tar by tar, and looks again and again, until it is stopped. */
export function startImporter(deps: ImporterDeps): Importer {
  const { spool, work, claims, log, intervalMs, now } = deps;
  const settling = createSettling(now);
  const outage = createOutage(() => performance.now());
  /** When a tar last met a store that was not there. */
  const troubled = new Map<string, number>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const watch = createWatch(deps.watched);
  const wait = (ms: number): Promise<void> => delay(ms, undefined, { signal });
  const importing: ImportDeps = {
    ...deps,
    patiently: (doing) => patiently({ retries: deps.retries, wait }, doing),
  };

  /** Whether it is to be looked at again soon. Throws StoreUnavailable. */
  async function take(tar: SpooledTar): Promise<boolean> {
    const began = performance.now();
    const tell = (outcome: ImportOutcome['outcome']): void =>
      deps.onImport({ outcome, bytes: tar.size, tookMs: performance.now() - began });
    try {
      const result = await claims.whileMine(tar.name, () => importTar(importing, tar));
      if (result === 'claimed') return true;
      report(log, tar, result, performance.now() - began);
      if (result.kind !== 'changed') tell(result.kind);
      return result.kind === 'changed';
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        troubled.set(tar.name, performance.now());
        tell('later');
        throw error;
      }
      tell(mayHelpLater(error) ? 'later' : 'failed');
      await failed(tar, error);
      return false;
    }
  }

  async function failed(tar: SpooledTar, error: unknown): Promise<void> {
    if (mayHelpLater(error)) {
      log.error({ tar: tar.name, reason: error.message }, 'import: it could not be done now; trying again');
      return;
    }
    log.error({ tar: tar.name, err: error }, 'import: failed unexpectedly; the tar is set aside');
    await spool.setAside(tar, reason('unexpected', {}));
  }

  /** Should it be a tar that the store can not take, it keeps none of the others waiting. */
  function troubledLast(tars: readonly SpooledTar[]): SpooledTar[] {
    const at = ({ name }: SpooledTar): number => troubled.get(name) ?? 0;
    return tars.toSorted((a, b) => at(a) - at(b));
  }

  /** Whether to look again soon. */
  async function look(): Promise<boolean> {
    const all = await spool.list();
    await work.clear(all.map(({ name }) => name));
    const ready = settling.settled(all);
    let again = ready.length < all.length;
    for (const tar of troubledLast(ready)) {
      if (signal.aborted) return false;
      if (await take(tar)) again = true;
      troubled.delete(tar.name);
      if (outage.worked()) log.info({}, 'import: the store is back');
    }
    return again;
  }

  async function lookSafely(): Promise<boolean> {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) {
        log.error({ err: error }, 'import: the spool can not be looked at; trying again');
        return false;
      }
      if (outage.failed())
        log.error({ reason: error.message }, 'import: the store is not there; trying again');
      return true;
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const ms = (await lookSafely()) ? Math.min(SOON_MS, intervalMs) : intervalMs;
      await watch.changed(ms, signal);
    }
    watch.close();
  }

  log.info({ intervalSeconds: intervalMs / 1000, watched: deps.watched !== undefined }, 'the importer runs');
  const loop = run();
  return {
    stop() {
      stopping.abort();
      return loop;
    },
  };
}

function report(log: Log, { name, size }: SpooledTar, result: ImportResult, tookMs: number): void {
  const fields = { tar: name, bytes: size, ms: Math.round(tookMs) };
  if (result.kind === 'bad') log.error({ ...fields, reason: result.reason }, 'import: the tar is set aside');
  if (result.kind !== 'imported') return;
  const { recordIds, skipped } = result;
  log.info({ ...fields, recordings: recordIds, skippedFormats: skipped }, 'import: done');
}
