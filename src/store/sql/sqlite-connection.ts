import { closeSync, mkdirSync, openSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Row, Statement, Value } from './database.ts';

/** It blocks the event loop; who meets a lock for longer tries again from outside. */
const BUSY_TIMEOUT_MS = 25;

/** An open file: what is prepared lives as long as it does. */
export interface Connection {
  all(statement: Statement, values: readonly Value[]): Row[];
  script(text: string): void;
  /** `work` is one synchronous function, so that nothing of this process gets into its transaction. */
  transaction<T>(work: () => T): T;
  rollback(): void;
  /** It is no longer the file of that name. */
  isOther(file: Stats): boolean;
  close(): void;
}

/** Makes the file, for its owner only, and the directories above it, unless they are there. */
export function makeFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}

/** Throws when there is no such file, or it is no database. `durable`: see openHandle. */
export function openConnection(file: string, durable: boolean): Connection {
  const { ino, dev } = statSync(file);
  const handle = openHandle(file, durable ? 'FULL' : 'NORMAL');
  const prepared = new Map<string, StatementSync>();

  function prepare({ name, text }: Statement): StatementSync {
    const known = prepared.get(name);
    if (known) return known;
    const made = handle.prepare(text.replaceAll(/\$(\d)/g, '?$1'));
    prepared.set(name, made);
    return made;
  }

  function rollback(): void {
    if (handle.isOpen && handle.isTransaction) handle.exec('ROLLBACK');
  }

  return {
    all: (statement, values) => prepare(statement).all(...values.map(bound)),
    script: (text) => handle.exec(text),
    transaction(work) {
      handle.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        handle.exec('COMMIT');
        return result;
      } catch (error) {
        rollback();
        throw error;
      }
    },
    rollback,
    isOther: (now) => now.ino !== ino || now.dev !== dev,
    close() {
      if (handle.isOpen) handle.close();
    },
  };
}

/**
 * The timeout is set as the file is opened: two processes that change the journal mode of a new file at
 * once would fail otherwise. synchronous=NORMAL keeps every commit through a kill -9; a power cut may cost
 * the last moments, but at FULL. A checkpoint (some fsyncs, in this process) comes every 8 MB.
 */
function openHandle(file: string, synchronous: 'FULL' | 'NORMAL'): DatabaseSync {
  const handle = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    handle.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${synchronous};
      PRAGMA wal_autocheckpoint = 2000;
      PRAGMA journal_size_limit = 33554432`);
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}

function bound(value: Value): SQLInputValue {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
