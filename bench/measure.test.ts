import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBench } from './bench.ts';
import { type Measured, measure, undisturbed } from './measure.ts';
import { RequestsFailed } from './processes.ts';

const quick = { seconds: 0.05, warmUpSeconds: 0.05, rounds: 3, waits: false, stores: [], quick: true };
const request = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

/** Measures a server whose first requests of some measurements (the first one is the warm-up) are answered by 500. */
async function measuring(
  failing: readonly number[],
  before: () => void = () => {},
): Promise<{ said: string[]; measured: Promise<Measured> }> {
  const said: string[] = [];
  const bench = await openBench(quick, (line) => void said.push(line));
  onTestFinished(() => bench.cleanUp.disposeAsync());
  let fails = false;
  const server = createServer((_request, response) => {
    response.writeHead(fails ? 500 : 200, { 'content-length': 0 }).end();
    fails = false;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  let measurements = 0;
  const job = () => {
    before();
    measurements += 1;
    fails = failing.includes(measurements);
    return { requests: [request], expect: '200 OK' };
  };
  return { said, measured: measure(bench, [{ pid: process.pid, port, job }], { connections: 2 }) };
}

describe('a measurement whose requests failed', () => {
  it.each([1, 3])('is taken once more, and its row marked: the %d. one', async (failing) => {
    const { said, measured } = await measuring([failing]);
    const { figures, disturbed } = await measured;
    expect(disturbed).toBe(true);
    expect(figures[0]?.requestsPerSecond).toBeGreaterThan(0);
    expect(said).toEqual([expect.stringMatching(/^Once more: 1 of the requests .* failed:\nHTTP\/1.1 500 /)]);
  });

  it.each([[[1, 2]], [[2, 3]], [[1, 4]]])('ends the run when it is not the only one: %o', async (failing) => {
    const { measured } = await measuring(failing);
    await expect(measured).rejects.toThrow(RequestsFailed);
  });

  it('is not what else goes wrong: that ends the run at once', async () => {
    const { said, measured } = await measuring([], () => {
      throw new TypeError('no requests');
    });
    await expect(measured).rejects.toThrow('no requests');
    expect(said).toEqual([]);
  });
});

it('of CPU times those count that nobody has disturbed', () => {
  expect(undisturbed([0.2])).toBe(0.2);
  expect(undisturbed([0.9, 0.2, 0.5, 0.21, 0.8])).toBe(0.21);
});
