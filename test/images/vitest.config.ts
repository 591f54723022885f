import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** `npm run test:images`: too slow for `npm test`, and it needs root. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../../', import.meta.url)),
    include: ['test/images/*.story.ts'],
    globalSetup: ['test/global-setup.ts'],
    reporters: ['verbose'],
    pool: 'forks',
    // One step builds on the other.
    bail: 1,
    testTimeout: 120_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 30_000, interval: 200 } },
  },
});
