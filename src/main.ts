import { createServices } from './services.ts';
import { createShutdown } from './shutdown.ts';

const USAGE = 'Usage: main.ts scalelite COMMAND…\n       main.ts rake TASK[arg,arg]…\n';

/** Nobody reads any more, as with `| head` or a terminal that was closed: not an error, and no reason to leave a task half done. */
const unread = new AbortController();
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || (error.code === 'EIO' && stream.isTTY)) return unread.abort();
    process.stderr.write(`ERROR: the output can not be written: ${error.message}\n`);
    process.exit(1);
  });
}

const shutdown = createShutdown({
  signals: process,
  exit: (code) => process.exit(code),
  say: (line) => process.stderr.write(`${line}\n`),
});

await main(process.argv.slice(2));

async function main([program, ...args]: string[]): Promise<void> {
  try {
    process.exitCode = await run(program, args);
  } catch (error) {
    const { describeFailure } = await import('./cli/failure.ts');
    const { text, exitCode } = describeFailure(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = exitCode;
  }
  // What is left open by then (a pool that can't reach its server …) is of no use to anybody. A write that
  // failed is told by an event of its own, just after.
  process.stdout.write('', () => setImmediate(() => process.exit()));
}

async function run(program: string | undefined, args: readonly string[]): Promise<number> {
  if (program === 'rake') return rake(args);
  if (program === 'scalelite') return scalelite(args);
  process.stderr.write(USAGE);
  return 2;
}

/** As with Ruby's rake, `NAME=value` among the tasks sets a variable. */
async function rake(args: readonly string[]): Promise<number> {
  const isSetting = (arg: string) => /^[A-Z][A-Z0-9_]*=/.test(arg);
  const settings = args
    .filter(isSetting)
    .map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]);
  const cli = await import('./cli/rake.ts');
  const tasks = args.filter((arg) => !isSetting(arg));
  return withServices('rake', Object.fromEntries(settings), (services) => cli.rake(tasks, services));
}

async function scalelite(args: readonly string[]): Promise<number> {
  const cli = await import('./cli/scalelite.ts');
  return withServices('cli', {}, (services) => cli.scalelite(args, services));
}

async function withServices(
  via: 'cli' | 'rake',
  settings: Readonly<Record<string, string>>,
  use: (services: ReturnType<typeof createServices>) => Promise<number>,
): Promise<number> {
  const env = { ...process.env, ...settings };
  const services = createServices({ env, via, terminal: process, shutdown, unread: unread.signal });
  try {
    return await use(services);
  } finally {
    await services.close();
  }
}
