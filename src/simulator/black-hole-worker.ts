import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { host, port } = workerData;

/** Runs in a thread of its own: listens, says so, and never accepts anybody. Ends by being terminated. */
createServer().listen({ host, port, backlog: 1 }, () => {
  parentPort?.postMessage('listening');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
