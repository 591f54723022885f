import { describe, expect, it } from 'vitest';
import { root, startChild } from '../test/helpers/index.ts';
import { createLogger, type LogLevel } from './logger.ts';

function recorder(logLevel: LogLevel) {
  const lines: string[] = [];
  return { lines, log: createLogger({ logLevel }, { write: (line) => lines.push(line) }) };
}

describe('the log', () => {
  it('is JSON, a line each, with level, time and process', () => {
    const { lines, log } = recorder('info');
    log.child({ part: 'poller' }).info({ serverId: 'a\nb' }, 'polled');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      pid: process.pid,
      part: 'poller',
      serverId: 'a\nb',
      msg: 'polled',
    });
  });

  it('is the same by whichever way a line is written', () => {
    const { lines, log } = recorder('info');
    const itself: Record<string, unknown> = { part: 1n };
    itself['whole'] = itself;
    const all = [
      itself,
      { call: 'join', method: 'GET', outcome: 'ok', ms: 1.2 },
      { text: 'quote " and \\ and é', 'na"me': 'x', number: Number.NaN, absent: undefined, no: null },
      { list: [1, 'two'], flag: true, control: '\u0000\n', pair: '\ud83d\ude00' },
      {},
    ];
    for (const fields of all) {
      log.info(fields, 'told "so"');
      log.child({}).info(fields, 'told "so"');
      log.info(fields, 'told');
      log.child({}).info(fields, 'told');
    }
    const told = lines.map((line) => line.replace(/"time":"[^"]*"/, ''));
    expect(told).toHaveLength(4 * all.length);
    for (let n = 0; n < told.length; n += 2) expect(told[n]).toBe(told[n + 1]);
    expect(lines.every((line) => JSON.parse(line).level === 'info')).toBe(true);
  });

  it('leaves out what is below its level, and all when silent', () => {
    const { lines, log } = recorder('warn');
    log.info({}, 'no');
    log.warn({}, 'yes');
    expect(lines).toHaveLength(1);
    const silent = recorder('silent');
    silent.log.fatal({}, 'no');
    expect(silent.lines).toEqual([]);
  });

  it('tells what a line belongs to, by whichever way it is written', () => {
    const lines: string[] = [];
    let about: Record<string, unknown> = { requestId: 'r-1' };
    const log = createLogger(
      { logLevel: 'info', belongsTo: () => about },
      { write: (line) => lines.push(line) },
    );
    log.info({ call: 'join' }, 'call');
    log.info({ list: [1] }, 'call');
    log.warn({}, 'call');
    about = {};
    log.info({ call: 'join' }, 'call');
    expect(lines.map((line) => JSON.parse(line).requestId)).toEqual(['r-1', 'r-1', 'r-1', undefined]);
  });

  it('can be told more, or less, while it runs', () => {
    const { lines, log } = recorder('info');
    const told = (): string[] => lines.splice(0).map((line) => JSON.parse(line).level);
    const all = (): void => {
      for (const level of ['debug', 'info', 'warn'] as const) log[level]({ at: 1 }, 'line');
    };
    all();
    expect(told()).toEqual(['info', 'warn']);
    log.setLevel('debug');
    all();
    expect(told()).toEqual(['debug', 'info', 'warn']);
    log.setLevel('warn');
    all();
    expect(told()).toEqual(['warn']);
    log.setLevel('silent');
    all();
    expect(told()).toEqual([]);
  });

  it('tells an error with its causes, but no password, checksum or options hung on it', () => {
    const { lines, log } = recorder('info');
    const cause = Object.assign(new Error('connect to redis://:hunter2@h:1/0 failed'), {
      code: 'ECONNREFUSED',
      options: { password: 'hunter2' },
    });
    const query = 'a=1&checksum=0123456789abcdef0123456789abcdef01234567';
    log.error({ err: new Error(`call ${query} failed`, { cause }) }, 'failed');
    expect(lines[0]).not.toMatch(/hunter2|0123456789abcdef/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      err: {
        message: 'call a=1&checksum=***** failed',
        cause: { code: 'ECONNREFUSED', message: 'connect to redis://:*****@h:1/0 failed' },
      },
    });
  });

  it('does not choke on an error that causes itself', () => {
    const { lines, log } = recorder('info');
    const error = new Error('round');
    error.cause = error;
    log.error({ err: error }, 'failed');
    expect(lines).toHaveLength(1);
  });

  it('is written soon while the process goes on, in the order it came in', async () => {
    const script = `
      import { createLogger } from './src/logger.ts';
      const log = createLogger({ logLevel: 'info' });
      log.info({ n: 1 }, 'line');
      log.warn({ n: 2 }, 'line');
      log.info({ n: 3 }, 'line');
      setTimeout(() => log.info({ n: 4 }, 'line'), 50);
      process.stdin.resume();`;
    const child = await startChild(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
    const numbers = () => child.stdout.text().match(/(?<="n":)\d/g);
    await expect.poll(numbers, { timeout: 10_000 }).toEqual(['1', '2', '3', '4']);
    child.stdin.end();
    expect(await child.exited).toMatchObject({ code: 0 });
  });

  it('is written in full and in order when the process ends in the same turn', async () => {
    const script = `
      import { createLogger } from './src/logger.ts';
      const log = createLogger({ logLevel: 'info' });
      for (let n = 1; n <= 1000; n++) log.info({ n }, 'line');
      process.exit(3);`;
    const child = await startChild(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
    expect(await child.exited).toMatchObject({ code: 3 });
    const numbers = child.stdout.text().trim().split('\n');
    expect(numbers.map((line) => JSON.parse(line).n)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
  });
});
