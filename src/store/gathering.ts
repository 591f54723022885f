import { StoreUnavailable } from '../cluster/ports.ts';

/** Done in one go: a hundredth of a second, in which other processes may have to wait for it. */
const MOST = 100;

/** How something is done for several at once: all of it or nothing, answers in the order of the asks. */
export interface Work<Ask, Answer> {
  /** For one alone; default: as for many. */
  one?(ask: Ask): Promise<Answer>;
  many(asks: readonly Ask[]): Promise<readonly Answer[]>;
  /** Of asks with the same key the second waits for the next go; default: any may be done in one. */
  key?(ask: Ask): unknown;
  /**
   * How long a go that hangs holds up those who wait, in milliseconds; default: until it has ended. For asks that may
   * be done beside each other.
   */
  readonly patienceMs?: number;
}

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * What is asked for while the store works on the last go waits, and is done in the next one: at the latest when patience
 * runs out. Under load a statement or script, a connection that wakes up and a commit serve many, who would only wait
 * for each other. Who fails fails alone: the others of a go are done again without them, in halves, unless the store
 * is away.
 */
export function gather<Ask, Answer>({
  one,
  many,
  key = () => ({}),
  patienceMs,
}: Work<Ask, Answer>): (ask: Ask) => Promise<Answer> {
  const waiting: Waiting<Ask, Answer>[] = [];
  let working = false;

  async function work(): Promise<void> {
    for (let hangs = false; waiting.length > 0; ) {
      const goes = [serve(next())];
      // A deadline begins when an ask is sent: while the store hangs, all are.
      while (hangs && waiting.length > 0) goes.push(serve(next()));
      hangs = !(await haveEnded(goes, patienceMs));
    }
    working = false;
  }

  function next(): readonly Waiting<Ask, Answer>[] {
    const batch = new Map<unknown, Waiting<Ask, Answer>>();
    for (const one of waiting.splice(0)) {
      const its = key(one.ask);
      if (batch.size === MOST || batch.has(its)) waiting.push(one);
      else batch.set(its, one);
    }
    return [...batch.values()];
  }

  async function serve(batch: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await answersTo(batch.map(({ ask }) => ask));
      for (const [index, answer] of answers.entries()) batch[index]?.resolve(answer);
    } catch (error) {
      if (batch.length === 1 || error instanceof StoreUnavailable)
        for (const { reject } of batch) reject(error);
      else await serveHalves(batch);
    }
  }

  async function answersTo(asks: readonly Ask[]): Promise<readonly Answer[]> {
    const [first] = asks;
    if (one && asks.length === 1 && first !== undefined) return [await one(first)];
    const answers = await many(asks);
    if (answers.length !== asks.length) throw new TypeError('not everybody was given an answer');
    return answers;
  }

  /** Of a hundred with one that fails, fourteen more goes instead of a hundred. */
  async function serveHalves(batch: readonly Waiting<Ask, Answer>[]): Promise<void> {
    const half = Math.ceil(batch.length / 2);
    await serve(batch.slice(0, half));
    await serve(batch.slice(half));
  }

  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject });
      if (working) return;
      working = true;
      // Those of this turn of the event loop come along.
      setImmediate(() => void work());
    });
}

/** Waits for them, for so many milliseconds at most. False: that was not enough. */
async function haveEnded(goes: readonly Promise<void>[], mostMs: number | undefined): Promise<boolean> {
  const ended = Promise.all(goes).then(() => true);
  if (mostMs === undefined) return ended;
  const { promise: impatience, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, mostMs, false);
  try {
    return await Promise.race([ended, impatience]);
  } finally {
    clearTimeout(timer);
  }
}
