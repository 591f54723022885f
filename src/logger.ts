import { type DestinationStream, pino } from 'pino';

/**
 * What the parts of the program log with: fields, then a message. Fields are facts such as a server's ID or
 * a reason, never secrets, whole configurations, or URLs with a query.
 */
export interface Logger {
  trace(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  fatal(fields: object, message: string): void;
  /** One that adds these fields to every line. */
  child(fields: object): Logger;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** A logger whose level can be changed while it runs. */
export interface AdjustableLogger extends Logger {
  setLevel(level: LogLevel): void;
}

export interface LoggerOptions {
  readonly logLevel: LogLevel;
  /** Asked for fields of each line: what the line belongs to. */
  readonly belongsTo?: () => Readonly<Record<string, unknown>>;
}

/**
 * The log of a process that serves: JSON, a line each, on standard output (a container's log). Lines are
 * written in the turn of the event loop they come up in, or as the process ends, so that the last one before
 * a crash is there. `destination` is for tests.
 */
export function createLogger(options: LoggerOptions, destination?: DestinationStream): AdjustableLogger {
  const { belongsTo = () => ({}) } = options;
  const output = destination ?? standardOutput();
  const log = pino(
    {
      level: options.logLevel,
      mixin: () => belongsTo(),
      // What a line says itself comes first.
      mixinMergeStrategy: (fields: object, more: object) => ({ ...fields, ...more }),
      // Level names instead of pino's numbers, and times people can read.
      formatters: { level: (label) => ({ level: label }) },
      timestamp: isoTime,
      // The process ID tells the workers of one container apart; the host name only repeats the container's.
      base: { pid: process.pid },
      serializers: { err: (error: unknown) => describeError(error) },
    },
    output,
  );
  return withPlainLines(log, output, belongsTo);
}

/** Each call is told in a line without an error: written in one go it costs a third of what pino takes. */
function withPlainLines(
  log: pino.Logger,
  output: DestinationStream,
  belongsTo: () => Readonly<Record<string, unknown>>,
): AdjustableLogger {
  let informs = log.isLevelEnabled('info');
  return {
    trace: (fields, message) => log.trace(fields, message),
    debug: (fields, message) => log.debug(fields, message),
    info(fields, message) {
      if (!informs) return;
      const line = 'err' in fields ? undefined : plainLine(fields, belongsTo(), message);
      if (line === undefined) log.info(fields, message);
      else output.write(line);
    },
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    fatal: (fields, message) => log.fatal(fields, message),
    child: (fields) => log.child(fields),
    setLevel(level) {
      log.level = level;
      informs = log.isLevelEnabled('info');
    },
  };
}

const PID = process.pid;

/**
 * As pino writes it at level info. `fields`: a plain object without an error, and without a name that is in `more`.
 * Undefined: JSON can't say it (a bigint, an object inside itself); pino can.
 */
function plainLine(fields: object, more: object, message: string): string | undefined {
  const begin = `{"level":"info"${isoTime()},"pid":${PID}`;
  try {
    return `${begin}${members(fields)}${members(more)},"msg":${JSON.stringify(message)}}\n`;
  } catch {
    return undefined;
  }
}

/** Each with a comma in front. */
function members(fields: object): string {
  const json = JSON.stringify(fields);
  return json === '{}' ? '' : `,${json.slice(1, -1)}`;
}

let millisecond = 0;
let isoTimeText = '';

/** As pino's own, but written once for all lines of a millisecond. */
function isoTime(): string {
  const now = Date.now();
  if (now !== millisecond) {
    millisecond = now;
    isoTimeText = `,"time":"${new Date(now).toISOString()}"`;
  }
  return isoTimeText;
}

let stdout: DestinationStream | undefined;

function standardOutput(): DestinationStream {
  stdout ??= gathered(pino.destination({ fd: 1, sync: true }));
  return stdout;
}

/** One write for all lines of a turn: under load it costs more than the lines themselves. */
function gathered(destination: DestinationStream): DestinationStream {
  let lines = '';
  const flush = (): void => {
    const text = lines;
    lines = '';
    if (text !== '') destination.write(text);
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

/** A password in a URL: drivers quote the URL they were given. */
const URL_PASSWORD = /(?<=[a-z]:\/\/[^\s/?#]*:)[^\s/?#]*(?=@)/gi;
const CHECKSUM = /(?<=\bchecksum=)[0-9a-f]+/gi;

/** An error may be its own cause. */
const MAX_CAUSES = 5;

/** An error as text and nothing else: drivers hang connection options and passwords on theirs. */
function describeError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: redacted(String(error)) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return {
    name,
    message: redacted(message),
    ...code,
    ...(stack === undefined ? {} : { stack: redacted(stack) }),
    ...(cause === undefined || depth === MAX_CAUSES ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

function redacted(text: string): string {
  return text.replace(URL_PASSWORD, '*****').replace(CHECKSUM, '*****');
}
