import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the harness itself, which is asked one thing at a time and ends with its parent. */
export interface Helper<Ask extends object, Reply> {
  readonly pid: number;
  ask(message: Ask): Promise<Reply>;
  stop(): Promise<void>;
}

/** Starts a file of this folder. `args` are handed over as JSON. */
export function startHelper<Ask extends object, Reply>(file: string, args: object): Helper<Ask, Reply> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, [JSON.stringify(args)], { serialization: 'advanced' });
  let waiting: PromiseWithResolvers<Reply> | undefined;
  child.on('message', (reply: Reply) => waiting?.resolve(reply));
  child.on('exit', (code, signal) =>
    waiting?.reject(new Error(`${file} ended unexpectedly (${signal ?? code})`)),
  );
  return {
    pid: child.pid ?? 0,
    ask(message) {
      waiting = Promise.withResolvers<Reply>();
      child.send(message);
      return waiting.promise;
    },
    async stop() {
      waiting = undefined;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The other side: answers each message. Ends the process when the parent has gone. */
export function serveParent<Ask, Reply>(answer: (message: Ask) => Promise<Reply> | Reply): void {
  process.on('message', async (message: Ask) => {
    process.send?.(await answer(message));
  });
  process.on('disconnect', () => process.exit());
  // Ctrl-C reaches the whole group: the parent takes its children down when it has done with them.
  process.on('SIGINT', () => {});
}

/** What `startHelper` was given. */
export function helperArgs<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}');
}
