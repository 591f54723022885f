export { type Child, type Exit, startChild } from './child.ts';
export { type FreshDatabase, type FreshNamespace, freshDatabase, freshNamespace } from './fresh.ts';
export { freePort } from './ports.ts';
export { startPostgres } from './postgres.ts';
export { type ProcessOptions, root, runProcess, startProcess, waitForAnswer } from './process.ts';
export { startRedis } from './redis.ts';
export type { Service } from './service.ts';
export { type TempDir, tempDir } from './temp-dir.ts';
