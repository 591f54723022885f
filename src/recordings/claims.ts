import type { LeaseKeeper } from '../cluster/lease-keeper.ts';

/** Who imports which tar, over all importers. Of one that dies, its tar is free some seconds later. */
export interface Claims {
  /** Does the work if nobody else does it; else resolves to `claimed`. Throws StoreUnavailable. */
  whileMine<T>(name: string, work: () => Promise<T>): Promise<T | 'claimed'>;
}

export function createClaims(keeper: LeaseKeeper): Claims {
  return {
    async whileMine(name, work) {
      const lease = `import:${name}`;
      if (!(await keeper.hold([lease])).has(lease)) return 'claimed';
      try {
        return await work();
      } finally {
        await keeper.release([lease]);
      }
    },
  };
}
