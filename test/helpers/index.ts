export { type Child, startChild } from './child.ts';
export { freshDatabase, freshNamespace } from './fresh.ts';
export { freePort } from './ports.ts';
export { startPostgres } from './postgres.ts';
export { root, runProcess, startProcess, waitForAnswer } from './process.ts';
export { startRedis } from './redis.ts';
export type { Service } from './service.ts';
export { hasS3Server, type S3Server, startS3Server } from './swift.ts';
export { type TempDir, tempDir } from './temp-dir.ts';
