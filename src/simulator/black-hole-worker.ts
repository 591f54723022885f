import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** Runs in a thread of its own: listens, says so, and never accepts anybody. Ends by being terminated. */
createServer().listen({ port: workerData.port, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort?.postMessage('listening');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
