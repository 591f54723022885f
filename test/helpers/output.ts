import type { Readable } from 'node:stream';

/** What a process prints, both streams in the order they came. */
export interface Output {
  text(): string;
  /** The first match in all that was or will be printed. Rejects when time is up or the process ends without it. */
  match(pattern: RegExp, withinMs?: number): Promise<RegExpMatchArray>;
}

export function collectOutput(streams: readonly Readable[]): Output {
  let text = '';
  let open = streams.length;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  for (const stream of streams) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
      wake();
    });
    stream.on('close', () => {
      open -= 1;
      wake();
    });
  }
  const match = (pattern: RegExp, withinMs = 15_000): Promise<RegExpMatchArray> =>
    new Promise((resolve, reject) => {
      const done = (act: () => void): void => {
        clearTimeout(timer);
        waiting.delete(look);
        act();
      };
      const fail = (why: string): void =>
        done(() => reject(new Error(`${pattern} was not printed ${why}; printed was:\n${text}`)));
      const timer = setTimeout(() => fail(`within ${withinMs} ms`), withinMs);
      const look = (): void => {
        const found = text.match(pattern);
        if (found) done(() => resolve(found));
        else if (open === 0) fail('before the process ended');
      };
      waiting.add(look);
      look();
    });
  return { text: () => text, match };
}
